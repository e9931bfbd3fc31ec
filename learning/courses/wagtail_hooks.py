from django.urls import include, path
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail import hooks
from wagtail.admin.compare import register_comparison_class
from wagtail.snippets.models import register_snippet

from learning.courses import admin_views
from learning.courses.panels import ConceptsComparison
from learning.courses.viewsets import LearningPathViewSet

urls = ([path("parts/<int:page_id>/move/<str:direction>/", admin_views.move_part, name="move_part")], "courses_admin")

register_comparison_class(ClusterTaggableManager, comparison_class=ConceptsComparison)
register_snippet(LearningPathViewSet)


@hooks.register("register_admin_urls")
def courses_urls():
    return [path("courses/", include(urls))]
