"""Settings, one typed module read from the environment with safe defaults.

Every variable is described in `docs/operate/settings.md`. Secrets are files of mode 0400 under
`HUISHENG_HOME/keys`, made by `huisheng init` (or `huisheng demo`), or environment variables.
"""

import os
from pathlib import Path

from django.utils.functional import SimpleLazyObject

from huisheng.web.environment import database_from, flag, office_time_zone, secret

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("HUISHENG_HOME", "var")).resolve()

SECRET_KEY = secret(HOME, "django-secret")
RECEIPT_KEY = secret(HOME, "receipt-key")
# Asked for when a second factor is used: whoever migrates or prints help needs none.
TOTP_KEY = SimpleLazyObject(lambda: secret(HOME, "totp-key"))
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HUISHENG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = flag("HUISHENG_HTTPS")
IS_DEMO = (HOME / "keys" / "demo").exists()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "huisheng.organisation",
    "huisheng.campaign",
    "huisheng.listening",
    "huisheng.combing",
    "huisheng.figures",
    "huisheng.demo",
    "huisheng.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "huisheng.web.middleware.authentication",
    "django_otp.middleware.OTPMiddleware",
    "huisheng.web.middleware.person",
    "huisheng.web.middleware.language",
    "huisheng.web.middleware.Policy",
    "huisheng.web.middleware.errors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "huisheng.web.urls"
WSGI_APPLICATION = "huisheng.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "huisheng.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "huisheng.web.templatetags.look"],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account:login"
LOGIN_REDIRECT_URL = "desk:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours; a lock per account, because an office sits behind one address
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"  # as `authenticate` is called with it
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "huisheng.organisation.views.locked_out"
AXES_VERBOSE = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or a stranger could keep a colleague out for ever
AXES_SENSITIVE_PARAMETERS = ["carried", "password", "code"]  # what somebody typed is not stored with a failed log-in
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # locking an address would lock the whole office behind it
OTP_TOTP_ISSUER = "Huisheng"
IDLE_MINUTES = int(os.environ.get("HUISHENG_IDLE_MINUTES", "30"))

SESSION_ENGINE = "huisheng.organisation.sessions"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HUISHENG_ORIGINS", "").split(",") if origin]
CSRF_FAILURE_VIEW = "huisheng.web.views.csrf_refused"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = office_time_zone(HOME)
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = flag("HUISHENG_TESTING")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Tests serve the files where they lie, so that none needs `collectstatic` first.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if flag("HUISHENG_TESTING")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "media"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = HOME / "incoming" if (HOME / "incoming").is_dir() else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "huisheng": {"level": os.environ.get("HUISHENG_LOG_LEVEL", "INFO")},
        # Intake keeps no address and no path: a 4xx or 5xx line of Django's would hold both.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "axes": {"level": "CRITICAL"},
    },
}
