"""Settings shared by every environment. Values come from the environment with safe defaults."""

from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from cms.settings.env import env, env_bool, env_int

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env("VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    # Ours come first: their templates and their publish_scheduled command take precedence over Wagtail's.
    "cms.feed",
    "cms.partners",
    "cms.workflow",
    "cms.recall",
    "cms.signoff",
    "cms.selection",
    "cms.releases",
    "cms.delivery",
    "cms.delivery.webhooks",
    "cms.partnerships",
    "cms.pages",
    "cms.blocks",
    "cms.media",
    "cms.demo",
    "home",
    "ambassadors",
    "whitepaper",
    "news",
    "search",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "ninja",
    "django_tasks",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # The roof is last: its ready() needs every content type registered.
    "cms.apps.RoofConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Data leaves here: no cookie, language or session concerns it (cms/delivery/middleware.py).
    "cms.delivery.middleware.DeliveryMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.feed.redirects.FormerAddressMiddleware",
    "news.wordpress.shortlinks.ShortLinkMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# SQLite is the embedded default. IMMEDIATE takes the write lock before the first read and WAL lets readers go on:
# both are what editorial_transaction() rests on (docs/house.md, "Lock first").
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": env_int("FEED_LOCK_TIMEOUT_S", 5),
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": dj_database_url.parse(env("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = dict(SQLITE_OPTIONS)
# Opening a connection costs more than all the queries of a request, on SQLite too (its schema is read anew).
DATABASES["default"]["CONN_MAX_AGE"] = env_int("DATABASE_CONN_MAX_AGE", 600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# French is the source language; its addresses carry no prefix.
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
# Without this, translating a live page publishes it at once, in French, under /en/.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "synced"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Where nothing was collected (development, the demonstration), files are found where they are.
WHITENOISE_USE_FINDERS = True
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "originals": {
        # An original has no public address at all.
        "BACKEND": "cms.media.storages.PrivateFileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT)},
    },
    "renditions": {
        "BACKEND": "cms.media.storages.RenditionFileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT / "renditions"), "base_url": "/media/renditions/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Former addresses are the feed's (cms/feed/redirects.py). Wagtail's automatic redirects would name private pages, and
# moving 2 000 pages on SQLite makes them fail: "Expression tree is too large" (wagtail 8.0.1, autocreate.py).
WAGTAILREDIRECTS_AUTO_CREATE = False
# What was approved is what is published (cms/workflow/finishing.py).
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.workflow.finishing.publish_workflow_state"
WAGTAIL_SITE_NAME = env("SITE_NAME", "Fabriqué en Val-de-Marne")
WAGTAILADMIN_BASE_URL = env("PUBLIC_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "media.Image"
WAGTAILIMAGES_EXTENSIONS = ["avif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.media.forms.ImageForm"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.feed.search_backend", "SEARCH_CONFIG": "french"}}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 20000
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# How long a proof waits for its signature, and how many proxies of ours stand before the server.
SIGN_OFF_DAYS = env_int("SIGN_OFF_DAYS", 21)
TRUSTED_PROXIES = env_int("TRUSTED_PROXIES", 0)

# How many requests a minute are answered without a key (per address), and with one unless its partner has a limit of
# its own.
OPEN_REQUESTS_PER_MINUTE = env_int("OPEN_REQUESTS_PER_MINUTE", 600)
PARTNER_REQUESTS_PER_MINUTE = env_int("PARTNER_REQUESTS_PER_MINUTE", 3000)
# How often what was handed out is written down; what a killed process may lose. 0: never by itself.
USAGE_FLUSH_S = env_int("USAGE_FLUSH_S", 3)

# Webhooks go to https addresses of the public internet alone. Tests and development may also send to this machine.
WEBHOOKS_ALLOW_LOOPBACK = env_bool("WEBHOOKS_ALLOW_LOOPBACK", False)

# The hub that tells subscribers of our feeds at once (WebSub); empty: they ask from time to time, as ever.
WEBSUB_HUB = env("WEBSUB_HUB", "")

# The territory: another department changes these, see docs/extending.md.
TERRITORY_DEPARTMENT = env("TERRITORY_DEPARTMENT", "94")
TERRITORY_NAME = env("TERRITORY_NAME", "Val-de-Marne")

# Writes to public state outside editorial_transaction() raise here when true (tests), mark dirty otherwise.
FEED_REQUIRE_TRANSACTION = False
FEED_LOCK_TIMEOUT_S = env_int("FEED_LOCK_TIMEOUT_S", 5)
FEED_TOMBSTONE_DAYS = env_int("FEED_TOMBSTONE_DAYS", 90)
# Readers of /api/v1/changes who may wait at the same time in one process: fewer than it has threads.
FEED_WAITERS = env_int("FEED_WAITERS", 2)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# SQLite keeps no comments on columns: they are for those who read the PostgreSQL schema.
SILENCED_SYSTEM_CHECKS = ["fields.W163"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    # One line at each save, for each of Wagtail's own tasks: only their failures are worth reading.
    "loggers": {"django_tasks": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
