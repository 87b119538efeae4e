"""Public addresses of this room; mounted inside the language patterns."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from cms.signoff.views import answering, entering, reading, receiving

app_name = "signoff"
# Translators: parts of addresses, in small letters without accents.
pages = [
    path("", reading.start, name="start"),
    path(_("proof/<str:language>/"), reading.proof, name="proof"),
    path(_("photo/<int:image_id>/"), reading.picture, name="picture"),
    path(_("decision/"), answering.decision, name="decision"),
    path(_("receipt/"), receiving.receipt, name="receipt"),
    path(_("receipt/pdf/"), receiving.receipt_pdf, name="receipt_pdf"),
    path(_("withdrawal/"), receiving.withdrawal, name="withdrawal"),
    # Last: whatever is none of the pages is taken for a token, and all that open nothing answer alike.
    path("<str:token>/", entering.enter, name="enter"),
]
urlpatterns: list[URLPattern | URLResolver] = [path(_("sign-off/"), include(pages))]
