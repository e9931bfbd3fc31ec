from wagtail.snippets.models import register_snippet

from resources.viewsets import ConceptViewSet

register_snippet(ConceptViewSet)
