from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from jadro.corrections.models import Report
from jadro.corrections.viewsets import AnsweringPolicy, ReportViewSet

register_permission_policy(Report, AnsweringPolicy(Report), exact_class=True)
register_snippet(ReportViewSet)
