"""Address of the oEmbed provider."""

from __future__ import annotations

from django.urls import path

from cms.delivery.face import face
from cms.delivery.oembed.views import oembed_view

app_name = "oembed"
urlpatterns = [path("oembed", face("application/json", "text/xml", "application/xml")(oembed_view), name="provider")]
