"""The anchor: Django with one view that returns constant bytes, no middleware, no database."""

DEBUG = False
SECRET_KEY = "measured-on-this-machine-only"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.constant"
MIDDLEWARE: list[str] = []
INSTALLED_APPS: list[str] = []
USE_TZ = True
