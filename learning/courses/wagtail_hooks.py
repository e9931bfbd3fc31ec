from django.urls import include, path
from wagtail import hooks

from learning.courses import admin_views

urls = ([path("parts/<int:page_id>/move/<str:direction>/", admin_views.move_part, name="move_part")], "courses_admin")


@hooks.register("register_admin_urls")
def courses_urls():
    return [path("courses/", include(urls))]
