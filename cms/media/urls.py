"""Mounted by the roof at /media/renditions/ (storages.RENDITIONS_PATH)."""

from django.urls import re_path

from cms.media.views import rendition

app_name = "media"
urlpatterns = [re_path(r"^(?P<name>[0-9a-f]{32}\.(?:avif|webp|jpg|png))$", rendition, name="rendition")]
