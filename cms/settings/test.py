"""Tests: strict where production is lenient, quick where it does not matter."""

import os
import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403
from cms.settings.base import CACHES, DATABASES, LOGGING, REDIS_URL, STORAGES

DEBUG = False
SECRET_KEY = "tests-only"  # noqa: S105 (never used outside the tests)
WEBHOOKS_KEY = SECRET_KEY
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAILADMIN_BASE_URL = "http://testserver"
FEED_REQUIRE_TRANSACTION = True
DEMO_ALLOWED = True
# Tests ask thousands of times within a minute; those about limits set their own.
OPEN_REQUESTS_PER_MINUTE = PARTNER_REQUESTS_PER_MINUTE = 1_000_000
# No thread writes beside a test; those about usage write when they want to.
USAGE_FLUSH_S = 0
# Every test's client builds the chain of middleware anew, and WhiteNoise would list every static file each time.
WHITENOISE_AUTOREFRESH = True
LOGGING["root"] = {"handlers": ["console"], "level": "WARNING"}

# Each process of a parallel run has a folder and a database of its own.
_ROOT = Path(tempfile.gettempdir()) / f"fabrique-tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
MEDIA_ROOT = _ROOT / "media"
# Django's live test server hands out everything under this address, past our own door to renditions.
MEDIA_URL = "/no-door-here/"
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "originals": {
        "BACKEND": "cms.media.storages.PrivateFileSystemStorage",
        "OPTIONS": {"location": str(_ROOT / "private")},
    },
    "renditions": {
        "BACKEND": "cms.media.storages.RenditionFileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT / "renditions"), "base_url": "/media/renditions/"},
    },
}
if REDIS_URL:
    # Emptying the cache empties a whole database of Redis: each process of a parallel run has one of its own.
    _WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{15 - _WORKER % 15}"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers side by side on a slow machine wait for long, and none may be turned away.
    DATABASES["default"]["OPTIONS"]["timeout"] = 120
if "DATABASE_URL" not in os.environ:
    # A file, not memory: several connections must see one database, as in production.
    DATABASES["default"]["NAME"] = str(_ROOT / "db.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": str(_ROOT / "test.sqlite3")}
    _ROOT.mkdir(parents=True, exist_ok=True)
