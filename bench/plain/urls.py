from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

# The template of a callout names its address; nobody asks for it here.
corrections = [path("corrections/<uuid:key>/", RedirectView.as_view(url="/"), name="report")]

urlpatterns = [
    path("documents/", include(wagtaildocs_urls)),
    path("", include((corrections, "corrections"))),
    path("", include(wagtail_urls)),
]
