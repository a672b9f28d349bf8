"""Settings. What an operator sets is an environment variable ``HUDUMA_*``, with a default that makes the embedded run work.

Only three things make a grown-up installation: HUDUMA_DATABASE_URL, HUDUMA_CACHE_URL and HUDUMA_STORAGE_URL.
"""

import logging
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from huduma.project import logs

BASE_DIR = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    """The variable ``HUDUMA_<name>``, or its content from the file that ``HUDUMA_<name>_FILE`` names (systemd credentials)."""
    file = os.environ.get(f"HUDUMA_{name}_FILE")
    if file:
        return Path(file).read_text().strip()
    return os.environ.get(f"HUDUMA_{name}", default)


def flag(name: str, default: bool) -> bool:
    """A yes/no variable: 1, true, yes or on mean yes."""
    return env(name, str(default)).lower() in {"1", "true", "yes", "on"}


# --- Where things live -------------------------------------------------------------------------------------------------------
STATE = Path(env("STATE", str(BASE_DIR / "var"))).absolute()  # database, uploads, page directories of the embedded run
STATE.mkdir(parents=True, exist_ok=True)
PORT = int(env("PORT", "8000"))
HOST = env("HOST", "localhost")  # the portal's host; an institution's site is <code>.<HOST> until it has a host of its own
SCHEME = env("SCHEME", "http")
PUBLIC_PORT = env("PUBLIC_PORT", str(PORT))  # as the visitor sees it; differs from PORT behind a proxy
KEEPER = env("KEEPER", "ega")  # code of the institution that runs the platform; the portal shows its contacts
SECURITY_CONTACT = env("SECURITY_CONTACT", f"mailto:usalama@{HOST}")  # for security.txt: whom to tell of a weakness
DEMONSTRATION = flag("DEMONSTRATION", False)  # shows demonstration accounts and sent mail to everyone; never in earnest

DEBUG = False
DEVELOPMENT = SCHEME == "http"


def _secret(name: str) -> str:
    """The operator's secret, or one made at the first start and kept beside the database."""
    if env(name):
        return env(name)
    path = STATE / name.lower()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in env("SECRET_KEY_FALLBACKS").split() if key]
ALLOWED_HOSTS = ["*"]  # hosts are rows: delivery answers 421 to any that is not on the register

# --- What it is made of ------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "huduma.project",
    "huduma.systems.recruitment",
    "huduma.systems.websites",
    "huduma.platform.portal",
    "huduma.platform.backoffice",
    "huduma.platform.search",
    "huduma.platform.delivery",
    "huduma.platform.messaging",
    "huduma.platform.accounts",
    "huduma.platform.institutions",
    "huduma.platform.jobs",
    "huduma.platform.audit",
    "huduma.platform.uploads",
    "huduma.platform.contributions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "huduma.platform.uploads.serving.uploads",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "huduma.platform.backoffice.browser_rules.OfficeBrowserRules",
    "huduma.platform.delivery.middleware.live_site",
    "huduma.systems.websites.middleware.old_addresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huduma.platform.institutions.middleware.AppointmentsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huduma.platform.accounts.middleware.TooManyTriesMiddleware",
    "huduma.platform.accounts.middleware.SecondFactorMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "huduma.platform.backoffice.middleware.OfficeMiddleware",
]

ROOT_URLCONF = "huduma.project.urls"
SITE_URLCONF = "huduma.project.site_urls"  # on the hosts of institutions
WSGI_APPLICATION = "huduma.project.wsgi.application"
FORM_RENDERER = "huduma.platform.portal.renderers.PublicFormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "huduma.platform.portal.context.languages",
                "huduma.platform.portal.context.frame",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.parse(env("DATABASE_URL", f"sqlite:///{STATE}/db.sqlite3"))}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["CONN_MAX_AGE"] = None  # opening the file and saying the PRAGMAs costs more than a whole page
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn at BEGIN instead of failing at its first write
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["CONN_MAX_AGE"] = int(env("DATABASE_KEEP_SECONDS", "60"))
    _database["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,  # a partitioned database answers with an error, not with silence
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if env("CACHE_URL"):
    CACHES = {"default": {"BACKEND": "huduma.project.cache.RedisThatMayBeLost", "LOCATION": env("CACHE_URL")}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}
# Which sizes of a picture there are is asked of their table: one query, where Wagtail writes to the cache whenever it shows one.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


def _storage(url: str) -> dict[str, object]:
    """``file:///folder`` or ``s3://bucket?endpoint`` as a Django storage."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if parts.scheme == "s3":
        public = urlsplit(env("UPLOADS_ORIGIN")).netloc or None
        options = {"bucket_name": parts.netloc, "endpoint_url": env("STORAGE_ENDPOINT") or None, "custom_domain": public}
        return {"BACKEND": "huduma.platform.uploads.bucket.Bucket", "OPTIONS": options}
    raise ImproperlyConfigured(f"HUDUMA_STORAGE_URL: {url!r} is neither file:// nor s3://")


_storage_url = env("STORAGE_URL", f"file://{STATE}/media")
STORAGES = {
    "default": _storage(_storage_url),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = urlsplit(_storage_url).path
UPLOADS_ORIGIN = env("UPLOADS_ORIGIN").rstrip("/")  # scheme, host and port of the separate origin of uploads; empty: each site's own
MEDIA_URL = f"{UPLOADS_ORIGIN}/media/"
WAGTAILIMAGES_IMAGE_FORM_BASE = "huduma.platform.uploads.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "huduma.platform.uploads.forms.DocumentForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILDOCS_SERVE_METHOD = "direct"  # documents of public sites are public: the storage's address, and no query to send one
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [BASE_DIR / "assets" / "dist"]

# --- Names -------------------------------------------------------------------------------------------------------------------
DNS_SERVERS = env(
    "DNS_SERVERS"
).split()  # resolvers that are asked for proofs of domain names: "192.0.2.1 192.0.2.2:5353"; else the system's

# --- Delivery ----------------------------------------------------------------------------------------------------------------
PAGE_CACHE_BYTES = int(env("PAGE_CACHE_BYTES", "33554432"))  # of each web process: some 6,000 pages
LINK_CHECKS = flag("LINK_CHECKS", True)  # look daily at the links of all pages, those to other websites included
LINK_CHECK_PAUSE = 1.0  # seconds between two questions to the same host
LINK_CHECK_ALSO: set[str] = set()  # host:port that may be asked though they are not public: for tests alone
PAGE_FILES = flag("PAGE_FILES", False)  # also write public pages as files, for an nginx on this machine (manage.py nginx)
METRICS_TOKEN = _secret("METRICS_TOKEN")

# --- Language and time -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sw"
LANGUAGES = [("sw", "Kiswahili"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "huduma" / "project" / "locale", BASE_DIR / "huduma" / "project" / "locale" / "libraries"]
TIME_ZONE = "Africa/Dar_es_Salaam"
USE_TZ = True
FORMAT_MODULE_PATH = "huduma.project.formats"
USE_THOUSAND_SEPARATOR = False  # asked for where a number is shown, never in an address or a form

# --- People ------------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["huduma.platform.accounts.backends.Backend"]
PASSWORD_HASHERS = ["huduma.platform.accounts.passwords.PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name", "phone"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "huduma.platform.accounts.passwords.MaximumLengthValidator"},
]
SESSION_ENGINE = "huduma.platform.accounts.sessions"  # in the database, and nowhere else: no cache brings a session back that was ended
SESSION_COOKIE_AGE = 14 * 86_400  # of citizens who ask to be remembered; officers' sessions end sooner (accounts/middleware.py)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
TRUSTED_PROXIES = env("TRUSTED_PROXIES").split()  # networks, or "unix": who may tell us the client's address
NOTICE_SENDER = "huduma.platform.messaging.actions.send"  # how accounts, which stand below messaging, have their texts sent
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_ADAPTER = "huduma.platform.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]  # our form asks for one contact, which may be either
ACCOUNT_FORMS = {
    name: f"huduma.platform.accounts.forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "reset_password": "ResetPasswordForm",
        "confirm_password_reset_code": "ConfirmPasswordResetCodeForm",
        "change_password": "ChangePasswordForm",
        "confirm_email_verification_code": "ConfirmEmailVerificationCodeForm",
        "verify_phone": "VerifyPhoneForm",
    }.items()
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # an SMS can take minutes
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours hold across processes (accounts/limits.py)
MFA_ADAPTER = "huduma.platform.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    name: f"huduma.platform.accounts.forms.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateForm",
        "login_webauthn": "LoginWebAuthnForm",
        "authenticate_webauthn": "AuthenticateWebAuthnForm",
        "reauthenticate_webauthn": "ReauthenticateWebAuthnForm",
        "add_webauthn": "AddWebAuthnForm",
    }.items()
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds, for clocks that are off

# --- The browser's rules -----------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "SAMEORIGIN"  # the office previews pages in a frame of its own
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = None if DEVELOPMENT else ("HTTP_X_FORWARDED_PROTO", "https")  # nginx ends TLS, and sets it on every request
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
_uploads = [UPLOADS_ORIGIN] if UPLOADS_ORIGIN else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *_uploads],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

# --- Office ------------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Huduma"
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""  # it would look a pasted address up among the sites of all institutions
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL  # one way in for everyone, with limits and the second factor
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_BASE_URL = f"{SCHEME}://{HOST}" + ("" if PUBLIC_PORT in {"80", "443"} else f":{PUBLIC_PORT}")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# The office finds by part of a title. Wagtail's own full-text index ranks in quadratic time on SQLite (minutes at 411 sites) and is
# written at every save; what the public searches is in huduma/platform/search.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # whoever may approve is told by ourselves (websites)
WAGTAIL_AUTOSAVE_INTERVAL = 0  # on a slow line an autosave still on its way and a submit would make the same page twice
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# --- Jobs --------------------------------------------------------------------------------------------------------------------
TASKS = {
    # Wagtail's own tasks (reference index, files of deleted images) run at once, where they are asked for; ours go through the queue.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "queue": {"BACKEND": "huduma.platform.jobs.job.QueueBackend"},
}
JOBS_LEASE = timedelta(seconds=float(env("WORKER_LEASE_SECONDS", "30")))  # a worker silent for so long is dead: its job is given away

# --- Mail --------------------------------------------------------------------------------------------------------------------
_mail = urlsplit(env("MAIL_URL", f"smtp://127.0.0.1:{PORT + 25}"))
EMAIL_HOST = _mail.hostname or "127.0.0.1"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "huduma.platform.messaging.email_backend.OutboxBackend"
MESSAGE_GATEWAYS = {
    "email": "huduma.platform.messaging.gateways.smtp.SmtpGateway",
    "sms": env("SMS_GATEWAY", f"huduma.platform.messaging.gateways.{'handset.Handset' if DEMONSTRATION else 'console.Console'}Gateway"),
}
MESSAGES_KEPT = timedelta(days=int(env("MESSAGES_KEPT_DAYS", "30")))  # texts and addresses; the counts stay
DEFAULT_FROM_EMAIL = env("MAIL_FROM", f"huduma@{HOST}")

# --- National id authority ---------------------------------------------------------------------------------------------------
NIN_URL = env("NIN_URL")  # where it answers who has a national id number; empty: nobody, or in a demonstration the simulator
NIN_TOKEN = env("NIN_TOKEN")
NIN_TIMEOUT = 8  # seconds

# --- Recruitment -------------------------------------------------------------------------------------------------------------
APPLICATIONS_KEPT = timedelta(days=int(env("APPLICATIONS_KEPT_DAYS", "365")))  # what they say, once the vacancy is archived or withdrawn

# --- Logs --------------------------------------------------------------------------------------------------------------------
LOGGING = logs.configure(env("LOG", "plain"))
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # who looked at what is not the platform's to keep
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"

SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"] if DEVELOPMENT else []
