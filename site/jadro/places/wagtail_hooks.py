from wagtail.snippets.models import register_snippet

from jadro.places.viewsets import InstitutionViewSet

register_snippet(InstitutionViewSet)
