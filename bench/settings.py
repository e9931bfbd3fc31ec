"""What the measured site runs with: a public installation behind a proxy that ends TLS."""

from jadro.settings.base import MIDDLEWARE, STORAGES
from jadro.settings.production import *  # noqa: F403

MIDDLEWARE = ["bench.counting.QueryCountMiddleware", *MIDDLEWARE]
# Named by their content like on a public machine; compressing them takes a while and is not measured here.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
