from wagtail.snippets.models import register_snippet

from resources.viewsets import ConceptViewSet, GlossaryViewSet

register_snippet(ConceptViewSet)
register_snippet(GlossaryViewSet)
