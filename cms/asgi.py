"""ASGI entry point. WSGI is the one to run: synchronous middleware makes ASGI ten times slower."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_asgi_application()
