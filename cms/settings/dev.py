"""Development and demonstration: SQLite, no secret, everything on this machine."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import VAR_DIR
from cms.settings.env import env, env_bool, env_int, env_list

DEBUG = env_bool("DEBUG", True)
SECRET_KEY = env("SECRET_KEY", "development-only-never-in-production")
WEBHOOKS_KEY = env("WEBHOOKS_KEY", SECRET_KEY)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEMO_ALLOWED = True
# The links in mails lead to where the demonstration is served.
WAGTAILADMIN_BASE_URL = env("PUBLIC_URL", f"http://127.0.0.1:{env_int('PORT', 8000)}")
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
