"""What is kept of people who write worksheets."""

from jadro.accounts.personal import work
from jadro.accounts.registry import register
from learning.toolkits.models import WorksheetTemplate

register(work(WorksheetTemplate, "locked_by", is_content=True))
