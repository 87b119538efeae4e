"""Settings of the measured server: as in production, without its secrets, on a database of the bench's own."""

import os

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATABASES, LOGGING
from cms.settings.env import env

DEBUG = False
SECRET_KEY = "measured-on-this-machine-only-and-thrown-away-with-its-database"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
ROOT_URLCONF = "bench.urls"
WHITENOISE_USE_FINDERS = False
DEMO_ALLOWED = False
OPEN_REQUESTS_PER_MINUTE = PARTNER_REQUESTS_PER_MINUTE = 1_000_000_000
# Wagtail 8.0.1 asks SQLite for more than it can parse when it redirects a moved branch of a thousand pages
# (wagtail/contrib/redirects/signal_handlers.py, BatchRedirectCreator.pre_process).
WAGTAILREDIRECTS_AUTO_CREATE = False
LOGGING["root"] = {"handlers": ["console"], "level": "WARNING"}
if "DATABASE_URL" not in os.environ:
    DATABASES["default"]["NAME"] = env("BENCH_DATABASE")
