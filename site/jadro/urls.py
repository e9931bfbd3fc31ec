"""The whole surface. What is not a page stands before Wagtail's catch-all."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from jadro.home import views as home
from jadro.home.sitemaps import PageSitemap

handler400 = "jadro.home.error_views.bad_request"
handler403 = "jadro.home.error_views.permission_denied"
handler404 = "jadro.home.error_views.page_not_found"
handler429 = "jadro.accounts.views.too_often"
handler500 = "jadro.home.error_views.server_error"

urlpatterns = [
    path("", include("jadro.ops.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/", include("jadro.media.urls")),
    path("favicon.ico", home.favicon, name="favicon"),
    path("theme/", home.set_theme, name="theme"),
    path("data/", home.set_data, name="data"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}, name="sitemap"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain"), name="robots"),
    *i18n_patterns(
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-step/", include("allauth.mfa.urls")),
        path("my/", include("learning.progress.urls")),
        path("my/", include("learning.quizzes.urls")),
        path("my/", include("learning.plans.urls")),
        path("worksheets/", include("learning.toolkits.urls")),
        path("paths/", include("learning.progress.path_urls")),
        path("my/", include("jadro.accounts.urls")),
        path("", include("learning.certificates.urls")),
        path("corrections/", include("jadro.corrections.urls")),
        path("wishes/<uuid:page_key>/", home.wish_translation, name="wish_translation"),
        # Wagtail's own sign-in for private pages knows no limits to guessing and no confirmed addresses.
        path(
            "_util/login/",
            RedirectView.as_view(pattern_name="account_login", query_string=True),
            name="wagtailcore_login",
        ),
        path("", include(wagtail_urls)),
    ),
]
