"""Settings, from the environment only (docs/operations.md lists every variable)."""

import os
from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from intro_net import environment, policies, readers
from intro_net.environment import read, stop
from intro_net.providers import providers

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# DEBUG in the environment turns on what only a machine of one's own should have: the mailbox, the style guide,
# a generated secret. Django's own DEBUG stays off: its error pages show code and its query log slows bulk work.
LOCAL: bool = read("DEBUG", readers.switch, default=False, example="1")
DEBUG = False
DATA_DIR = environment.data_dir(BASE_DIR)
SECRET_KEY = environment.secret_key(DATA_DIR, local=LOCAL)
ALLOWED_HOSTS: list[str] = read("ALLOWED_HOSTS", readers.hosts, default=[], example="intro.example.org")
if not ALLOWED_HOSTS:
    if not LOCAL:
        stop("ALLOWED_HOSTS is missing. Set it to the names of this site, like ALLOWED_HOSTS=intro.example.org.")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
_port = read("PORT", readers.port, default=8000, example="8000")
# Where links in mails lead.
SITE_URL: str = read("SITE_URL", readers.web_address, default="", example="https://intro.example.org")
if not SITE_URL:
    if ALLOWED_HOSTS[0] == "*" and not LOCAL:
        stop("SITE_URL is missing. ALLOWED_HOSTS names no host: set it like SITE_URL=https://intro.example.org.")
    # ".example.org" stands for example.org and all names under it.
    SITE_URL = f"http://127.0.0.1:{_port}" if LOCAL else f"https://{ALLOWED_HOSTS[0].removeprefix('.')}"
SITE_NAME: str = read("SITE_NAME", readers.one_line, default="Intro Net", example="Intro Net")

# Accounts from elsewhere that people may sign in with: those whose keys are set.
SOCIALACCOUNT_PROVIDERS = providers()

INSTALLED_APPS = [
    "intro_net.apps.IntroNetConfig",
    "apps.mail",
    "apps.instance",
    "apps.profiles",
    "apps.circles",
    "apps.introductions",
    "apps.matching",
    "apps.bench",
    "apps.meetings",
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
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS),
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "intro_net.health.middleware.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "intro_net.logs.requests.RequestMiddleware",
    "intro_net.metrics.requests.CountingMiddleware",
    "csp.middleware.CSPMiddleware",
    "intro_net.middleware.BodySizeMiddleware",
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
    "intro_net.middleware.ComingBackMiddleware",
    "intro_net.middleware.MethodPageMiddleware",
    "intro_net.middleware.OnwardMiddleware",
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

REDIS_URL: str = read("REDIS_URL", readers.redis_address, default="", example="redis://127.0.0.1:6379/0")
# Keeps several instances apart on one Redis server.
REDIS_PREFIX: str = read("REDIS_PREFIX", readers.one_line, default="intro_net:", example="intro_net:")
# A file cache that is full drops entries at random, and with them counts of attempts to sign in: its 300 would be full
# at once. More would be slow, because each write counts the files (30 ms for so many).
_FILES_CACHED = 10_000
CACHES = {
    "default": {
        "BACKEND": "intro_net.cache.SteadyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if REDIS_URL
    else {
        "BACKEND": "intro_net.cache.SteadyFileCache",
        "LOCATION": str(DATA_DIR / "cache"),
        "OPTIONS": {"MAX_ENTRIES": _FILES_CACHED},
    }
}

# Mail. Without EMAIL_URL nothing leaves: mails stay in the outbox, to be read at /mailbox/.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
_mail = environment.mail()
if not _mail and not LOCAL:
    stop("EMAIL_URL is missing. Set it like EMAIL_URL=smtp+tls://user:password@mail.example.org:587.")
MAIL_KEPT = not _mail
globals().update(_mail)
ANYMAIL = environment.provider_settings()
# How long a worker may hold one mail before another may take it over, or its fate counts as unknown.
MAIL_LEASE: timedelta = read("MAIL_LEASE", readers.seconds, default=timedelta(minutes=5), example="300")
# Address puts a name in quotes that needs them; how to write other letters is up to the backend.
_sender = str(Address(SITE_NAME, "hello", urlsplit(SITE_URL).hostname or ""))
DEFAULT_FROM_EMAIL: str = read(
    "DEFAULT_FROM_EMAIL", readers.sender, default=_sender, example="Intro Net <hello@intro.example.org>"
)
# Where answers to mails arrive, and what whoever hands them in here must know.
INBOUND_ADDRESS: str = read("INBOUND_ADDRESS", readers.reply_address, default="", example="reply@in.example.org")
INBOUND_SECRET: str = read("INBOUND_SECRET", readers.long_secret, default="", example="(50 random characters)")
if bool(INBOUND_ADDRESS) != bool(INBOUND_SECRET):
    _missing = "INBOUND_SECRET" if INBOUND_ADDRESS else "INBOUND_ADDRESS"
    stop(f"{_missing} is missing. Set it, or leave out everything that begins with INBOUND_.")
# Whether mail that cannot be delivered comes back there, too.
INBOUND_RETURNS: bool = read("INBOUND_RETURNS", readers.switch, default=False, example="1")
if INBOUND_RETURNS:
    environment.check_returns(INBOUND_ADDRESS, str(_mail.get("EMAIL_BACKEND", "")))

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
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Wrong entries, after which a code is worth nothing.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "signup": "apps.profiles.joining.SignupForm",
    "change_password": "apps.profiles.password_forms.ChangePasswordForm",
    "set_password": "apps.profiles.password_forms.SetPasswordForm",
    "reset_password_from_key": "apps.profiles.password_forms.ResetPasswordKeyForm",
    "add_email": "apps.profiles.address_forms.AddEmailForm",
    "request_login_code": "apps.profiles.address_forms.RequestLoginCodeForm",
    "reset_password": "apps.profiles.address_forms.ResetPasswordForm",
}
ACCOUNT_USER_DISPLAY = "apps.profiles.accounts.name_of"
# Addresses and ways in are changed only by somebody who proved within five minutes that it is them.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A code that does not come is asked for again at once; allauth's own limit is one in ten seconds.
ACCOUNT_RATE_LIMITS = {"confirm_email": "3/30s/key"}
MFA_ADAPTER = "apps.profiles.passkeys.SecondStepAdapter"
MFA_FORMS = {"add_webauthn": "apps.profiles.passkeys.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
SOCIALACCOUNT_FORMS = {"signup": "apps.profiles.joining.OtherAccountSignupForm"}
SOCIALACCOUNT_ADAPTER = "apps.profiles.other_accounts.OtherAccountAdapter"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT: str = read(
    "STATIC_ROOT", os.path.abspath, default=str(BASE_DIR / "staticfiles"), example="/var/www/intro_net/static"
)
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
TOWNS_DIR: str = read("TOWNS_DIR", os.path.abspath, default=str(DATA_DIR / "towns"), example="/app/towns")
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # of one request, files and all
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

CONTENT_SECURITY_POLICY = policies.CONTENT_SECURITY
PERMISSIONS_POLICY = policies.PERMISSIONS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no sentences about people in a cookie
# Forms carry their token themselves; no script needs to read a cookie.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# HTTPS everywhere, save on a machine of one's own or where the operator says so.
PLAIN_HTTP: bool = read("PLAIN_HTTP", readers.switch, default=LOCAL, example="0")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
# How far a browser's promise to come by HTTPS alone goes. It cannot be taken back: what else the domain serves is not
# ours to promise for, so Django's advice to go further (W005, W021) is the operator's to follow.
_hsts = read("HSTS", readers.hsts, default="host", example="host")
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP and _hsts != "host"
SECURE_HSTS_PRELOAD = not PLAIN_HTTP and _hsts == "preload"
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# How many proxies of ours a request passes; each adds to X-Forwarded-For whom it heard from. Without them every visitor
# would be the proxy, and one person's wrong passwords would keep everybody out.
_proxies = read("PROXY_COUNT", readers.count, default=1, example="1")
BEHIND_PROXY: bool = read("BEHIND_PROXY", readers.switch, default=False, example="1")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = _proxies
CSRF_FAILURE_VIEW = "intro_net.errors.csrf_failure"

LOG_FORMATTER: str = read("LOG_FORMAT", readers.log_format, default=readers.log_format("line"), example="json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"careful": {"()": LOG_FORMATTER}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "careful"}},
    "root": {"handlers": ["stderr"], "level": read("LOG_LEVEL", readers.log_level, default="INFO", example="INFO")},
    "loggers": {
        # Its own handlers would mail errors with all that a request holds.
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # each request has a line of ours
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # likewise
        "django.db.backends": {"level": "INFO"},  # queries quote what people wrote
    },
}

# Who may read /metrics, and after what time a due row that nobody has taken makes /readyz complain.
METRICS_TOKEN: str = read("METRICS_TOKEN", readers.one_line, default="", example="(50 random characters)")
READY_LATEST: timedelta = read("READY_LATEST", readers.seconds, default=timedelta(hours=1), example="3600")
SENTRY_DSN: str = read("SENTRY_DSN", readers.web_address, default="", example="https://key@sentry.example.org/1")
