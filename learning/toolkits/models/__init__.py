from learning.toolkits.models.pages import ToolkitConcept, ToolkitIndexPage, ToolkitPage
from learning.toolkits.models.worksheets import WorksheetTemplate, WorksheetVersion

__all__ = ["ToolkitConcept", "ToolkitIndexPage", "ToolkitPage", "WorksheetTemplate", "WorksheetVersion"]
