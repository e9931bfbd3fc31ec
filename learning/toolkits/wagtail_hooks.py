from wagtail.snippets.models import register_snippet

from learning.toolkits.viewsets import WorksheetTemplateViewSet

register_snippet(WorksheetTemplateViewSet)
