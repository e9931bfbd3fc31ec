from wagtail.snippets.models import register_snippet

from jadro.aims.viewsets import AimViewSet

register_snippet(AimViewSet)
