"""Settings, from the environment only (docs/operations.md lists every variable)."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from intro_net import environment
from intro_net.environment import env, read, stop

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# DEBUG in the environment turns on what only a machine of one's own should have: the mailbox, the style guide,
# a generated secret. Django's own DEBUG stays off: its error pages show code and its query log slows bulk work.
LOCAL: bool = read("DEBUG", env.bool, default=False, example="1")
DEBUG = False
DATA_DIR = environment.data_dir(BASE_DIR)
SECRET_KEY = environment.secret_key(DATA_DIR, local=LOCAL)
ALLOWED_HOSTS: list[str] = read("ALLOWED_HOSTS", env.list, default=[], example="intro.example.org")
if not ALLOWED_HOSTS:
    if not LOCAL:
        stop("ALLOWED_HOSTS is missing. Set it to the names of this site, like ALLOWED_HOSTS=intro.example.org.")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
# Where links in mails lead.
SITE_URL: str = read("SITE_URL", env.str, default="", example="https://intro.example.org").rstrip("/")
if not SITE_URL:
    SITE_URL = f"http://127.0.0.1:{env.str('PORT', default='8000')}" if LOCAL else f"https://{ALLOWED_HOSTS[0]}"
SITE_NAME: str = env.str("SITE_NAME", default="Intro Net")

INSTALLED_APPS = [
    "intro_net.apps.IntroNetConfig",
    "apps.mail",
    "apps.instance",
    "apps.profiles",
    "apps.circles",
    "apps.introductions",
    "apps.matching",
    "apps.bench",
    "apps.digests",
    "apps.staff",
    "apps.staff.admin_site.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.staff.middleware.SetUpMiddleware",
    "apps.profiles.middleware.LocalTimeMiddleware",
    "intro_net.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "intro_net.urls"
WSGI_APPLICATION = "intro_net.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "intro_net.context.site",
                "apps.instance.context.instance",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "profiles.User"

REDIS_URL: str = env.str("REDIS_URL", default="")
# Keeps several instances apart on one Redis server.
REDIS_PREFIX: str = env.str("REDIS_PREFIX", default="intro_net:")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(DATA_DIR / "cache")}
}

# Mail. Without EMAIL_URL nothing leaves: mails stay in the outbox, to be read at /mailbox/.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
_mail = environment.mail()
if not _mail and not LOCAL:
    stop("EMAIL_URL is missing. Set it like EMAIL_URL=smtp+tls://user:password@mail.example.org:587.")
MAIL_KEPT = not _mail
globals().update(_mail)
# How long a worker may hold one mail before another may take it over, or its fate counts as unknown.
MAIL_LEASE = timedelta(seconds=read("MAIL_LEASE", env.float, default=300.0, example="300"))
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <hello@{ALLOWED_HOSTS[0]}>")

AUTHENTICATION_BACKENDS = ["apps.profiles.accounts.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "apps.profiles.accounts.OutboxAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "intro_net.stylesheet.StylesheetFinder",
]
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
# HTTPS everywhere, save on a machine of one's own or where the operator says so.
PLAIN_HTTP: bool = read("PLAIN_HTTP", env.bool, default=LOCAL, example="0")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
if read("BEHIND_PROXY", env.bool, default=False, example="1"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "intro_net.errors.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
