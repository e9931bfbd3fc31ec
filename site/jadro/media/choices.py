from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    """Licences by their SPDX names where they have one."""

    UNKNOWN = "unknown", _("not known")
    ALL_RIGHTS = "all-rights", _("all rights reserved, used with permission")
    PUBLIC_DOMAIN = "public-domain", _("public domain")
    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC_BY_ND = "CC-BY-ND-4.0", "CC BY-ND 4.0"
