"""Public addresses of this room; mounted inside the language patterns."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cms.selection import views

app_name = "selection"
urlpatterns = [
    # Translators: the last part of an address, in small letters without accents.
    path(_("nominate/"), views.nominate, name="nominate"),
    # Translators: the last part of an address, in small letters without accents; keep <str:token>.
    path(_("nominate/received/<str:token>/"), views.received, name="received"),
]
