"""Settings every installation shares. Safe by itself: DEBUG is off and nothing secret has a default here."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu import Exchange, Queue

from jadro.settings import env

ROOT = Path(__file__).resolve().parents[3]

# --- Where things are kept -----------------------------------------------------------------------------------------

DATA_DIR = env.directory("DATA_DIR", ROOT / "var", "Where SQLite, media and the queue live when nothing else is given")
BUILD_DIR = ROOT / "build"

# --- Security ------------------------------------------------------------------------------------------------------

DEBUG = False
# Signs sessions, one-time codes and signed addresses: who knows it can sign in as anybody.
SECRET_KEY = env.text("SECRET_KEY", "", "Signs sessions and links; required when DEBUG is off, 50 characters or more")
# Without it any host name would be believed in links that are mailed out.
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "Host names the site answers to, by commas")
CSRF_TRUSTED_ORIGINS = env.origins(
    "CSRF_TRUSTED_ORIGINS", "", "Origins such as https://example.org that may post, when a proxy ends TLS; by commas"
)
BASE_URL = env.address(
    "BASE_URL", "http://127.0.0.1:8000", "Address of the site as people see it, used in mail", schemes={"http", "https"}
).rstrip("/")
HOST = env.text("HOST", "127.0.0.1", "Address the web server listens on")
PORT = env.number("PORT", 8000, "Port the web server listens on", low=1, high=65535)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview panel frames our own pages
SESSION_ENGINE = "jadro.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jadro.home.error_views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    # The admin needs inline styles and scripts of its own; it is exempt by path, see docs/decisions.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
    },
}

# --- Applications --------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "jadro.base",
    "jadro.outbox",
    "jadro.editions",
    "jadro.places",
    "jadro.aims",
    "jadro.accounts",
    "jadro.media",
    "jadro.corrections",
    "resources",
    "learning.toolkits",
    "learning.courses",
    "learning.progress",
    "learning.quizzes",
    "learning.plans",
    "learning.certificates",
    "learning.statistics",
    "jadro.home",
    "jadro.ops",
    "jadro.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "jadro.accounts.apps.UsersConfig",  # wagtail.users, guarded
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks",
    "modelcluster",
    "taggit",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "jadro.ops.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jadro.editions.middleware.EditionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jadro.accounts.middleware.PrivatePagesMiddleware",
    "jadro.accounts.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jadro.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jadro.home.middleware.NotFoundMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "jadro.urls"
WSGI_APPLICATION = "jadro.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------------------------------

# Immediate transactions take the write lock at BEGIN, so two writers wait (20 s) instead of failing in the middle.
# FULL makes a commit durable through a power cut: a receipt is only shown for what is on the disk.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA mmap_size=134217728;"
    ),
}


def with_options(config: dict) -> dict:
    """Adds what each engine needs to a database read from an address."""
    if config["ENGINE"].endswith("sqlite3"):
        return {**config, "OPTIONS": {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}, "CONN_MAX_AGE": None}
    return {**config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASES = {
    "default": with_options(
        env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'jadro.sqlite3'}", "The database; SQLite when not given")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": env.cache("CACHE_URL", "locmemcache://jadro", "Cache; Redis as soon as there is more than one process")
}

# --- People --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# One backend, so that an attempt costs one hash. It takes the e-mail, keeps Django's permissions and hashes for
# unknown addresses too, so that they answer no quicker.
AUTHENTICATION_BACKENDS = ["jadro.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "jadro.accounts.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my:learning"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "jadro.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "jadro.accounts.forms.AddEmailForm",
    "change_email": "jadro.accounts.forms.ChangeEmailForm",
    "change_password": "jadro.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "jadro.accounts.forms.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": "jadro.accounts.forms.ConfirmLoginCodeForm",
    "login": "jadro.accounts.forms.LoginForm",
    "reauthenticate": "jadro.accounts.forms.ReauthenticateForm",
    "request_login_code": "jadro.accounts.forms.RequestLoginCodeForm",
    "reset_password": "jadro.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "jadro.accounts.forms.ResetPasswordKeyForm",
    "set_password": "jadro.accounts.forms.SetPasswordForm",
    "signup": "jadro.accounts.forms.SignupForm",
}
ACCOUNT_CHANGE_EMAIL = True  # an account has one address; the new one counts when it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # SESSION_COOKIE_AGE says how long
# Mandatory confirmation is also what lets sign-up answer alike for an address that is taken.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Digits, because a person writing Cyrillic would have to change the keyboard for letters. Eight of them and three
# attempts for each of three codes in five minutes: guessing day and night finds an account's code once in 100 years.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
# Guessing is slowed for each account: 5 wrong passwords in 5 minutes, 50 in a day. The limits of an address on the
# network are wide enough for a class of 30 behind one router that signs in, mistypes twice each and asks for codes
# within a minute, and still stop a machine. What is counted first is refused first, so one account that is being
# guessed does not use up its neighbours' share. Counted in the cache: several processes need a shared one.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/5m/key,50/d/key,90/5m/ip",
    "signup": "90/m/ip,300/h/ip",
    "request_login_code": "3/5m/key,90/5m/ip",
    "reset_password": "3/5m/key,90/5m/ip",
    "reset_password_from_key": "60/m/ip",
    "confirm_email": "1/10s/key",
    "reauthenticate": "5/5m/user",
    "change_password": "5/5m/user",
    "manage_email": "10/5m/user",
    # Addresses of certificates that were opened and are not there; those that are count for nothing.
    "certificate_code": "60/5m/ip",
    "report_mistake": "30/10m/ip,200/d/ip",
}
# The second step of signing in: a code from an app on the phone, or one of the recovery codes. See docs/decisions/0007.
REQUIRE_MFA = env.flag(
    "REQUIRE_MFA",
    True,
    "Who may enter the admin must set up a second step of signing in first; not asked for with DEBUG",
)
MFA_ADAPTER = "jadro.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "jadro.accounts.forms.ActivateTOTPForm",
    "authenticate": "jadro.accounts.forms.AuthenticateForm",
    "reauthenticate": "jadro.accounts.forms.SecondFactorReauthenticateForm",
}
# The code before and the one after hold too, for clocks that differ and people who write slowly. Guessing counts as
# `login_failed` for each account: whoever has the password as well finds a code once in 18 years on average.
MFA_TOTP_TOLERANCE = 1
# Addresses in X-Forwarded-For are made up easily, so only those added by our own proxies are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number(
    "TRUSTED_PROXIES",
    0,
    "Proxies in front that add to X-Forwarded-For; without it all people share one limit",
    low=0,
    high=9,
)

# Names, addresses and passwords are changed on the site's own pages, which confirm and limit; not in the admin.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# --- Languages -----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "mk"
LANGUAGES = [("mk", "Македонски"), ("sq", "Shqip"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [ROOT / "site" / "jadro" / "locale"]
FORMAT_MODULE_PATH = ["jadro.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Skopje"

# --- Files ---------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static", BUILD_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor posts one field per block

# --- Background work -----------------------------------------------------------------------------------------------

QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = env.address(
    "CELERY_BROKER_URL",
    "filesystem://localhost",
    "Broker of background work; a folder in DATA_DIR when not given",
    schemes={"filesystem", "amqp", "amqps", "redis", "rediss", "memory"},
)
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        # Seconds; the worker takes at most two tasks in each, so the usual 1 s would make a queue of 300 last minutes.
        "polling_interval": 0.1,
    }
    for _folder in ("messages", "control"):
        (QUEUE_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # one worker listens to a folder; its second queue would be polled too
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 10}
# A save must not wait for a broker that is away: one more try at once, then the sweep hands the row over.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_QUEUES = [Queue("jadro", Exchange("jadro"), routing_key="jadro")]
CELERY_TASK_DEFAULT_QUEUE = "jadro"
CELERY_TASK_DEFAULT_EXCHANGE = "jadro"
CELERY_TASK_DEFAULT_ROUTING_KEY = "jadro"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "hand-over-what-waits": {"task": "jadro.outbox.tasks.sweep", "schedule": 20.0, "options": {"expires": 20}},
    "publish-scheduled-pages": {
        "task": "jadro.outbox.tasks.queue_job_now",
        "schedule": 60.0,
        "args": ["publish_scheduled"],
        "options": {"expires": 60},
    },
    "look-after-content": {
        "task": "jadro.outbox.tasks.queue_job_now",
        "schedule": crontab(hour=3, minute=40),
        "args": ["look_after_content"],
    },
    "look-after-progress": {
        "task": "jadro.outbox.tasks.queue_job_now",
        "schedule": crontab(hour=4, minute=10),
        "args": ["look_after_progress"],
    },
    # When people in the region are awake and may have an hour.
    "remind-of-stalled-courses": {
        "task": "jadro.outbox.tasks.queue_job_now",
        "schedule": crontab(hour=17, minute=0),
        "args": ["remind_of_stalled_courses"],
    },
    "forget-done-jobs": {
        "task": "jadro.outbox.tasks.queue_job_now",
        "schedule": crontab(hour=3, minute=20),
        "args": ["forget_done_jobs"],
    },
}

# So long nothing happens in a course before its learner is reminded of it.
REMIND_AFTER_DAYS = 14

# --- Mail ----------------------------------------------------------------------------------------------------------

_mail = env.mail("EMAIL_URL", "consolemail://", "Mail server, such as smtp+tls://user:password@host:587")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", "JADRO <no-reply@example.org>", "Sender of the site's mail")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail -------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "ЈАДРО"
# The calendar reads back what it writes; by its own rule it would take a date written our way for none, and put the
# present moment in its place. The formats of every language accept this one.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME  # what the app on the phone calls its codes
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "home/password_required.html"  # noqa: S105  a path
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are Latin in every language
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILIMAGES_IMAGE_MODEL = "media.CreditedImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "jadro.media.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "media.CreditedDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_RESPONSIVE_HTML = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # pictures of people would be fetched from another host
WAGTAIL_USER_TIME_ZONES = ["Europe/Skopje", "UTC"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

TASKS = {"default": {"BACKEND": "jadro.outbox.wagtail_tasks.CeleryBackend"}}
WAGTAILLOCALIZE_JOBS = {"BACKEND": "jadro.outbox.wagtail_tasks.LocalizeBackend"}

# --- Logging -------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "jadro.ops.log_lines.UtcFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would say everything a second time.
        "django": {"level": "WARNING", "handlers": []},
        "jadro": {"level": "INFO"},
        "learning": {"level": "INFO"},
        "resources": {"level": "INFO"},
    },
}
