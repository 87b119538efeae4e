"""Public addresses of this room; mounted inside the language patterns."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "selection"
urlpatterns: list[URLPattern | URLResolver] = []
