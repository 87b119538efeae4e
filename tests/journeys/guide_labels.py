"""Every word that a writer's screens show, in French: what a guide may quote."""

from __future__ import annotations

import html
import re

from django.test import Client
from django.urls import reverse
from django.utils import translation

from ambassadors.models import AmbassadorPage
from cms.demo.people import load_people
from cms.feed.transaction import editorial_transaction
from tests import factories

_INVISIBLE = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_DATA = re.compile(r"<script[^>]*application/json[^>]*>(.*?)</script>", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def words_of_the_screens() -> str:
    """Return the words of every screen that the guide walks through, as the demonstration's publisher meets them."""
    with editorial_transaction():
        writer = load_people()["publication"]
    photo = factories.image()
    portrait = factories.ambassador(image=photo)
    client = Client()
    client.force_login(writer)
    directory = portrait.get_parent()
    model = AmbassadorPage._meta
    addresses = [
        reverse("wagtailimages:index"),
        reverse("wagtailimages:add"),
        reverse("wagtailimages:edit", args=[photo.pk]),
        reverse("consents:add"),
        reverse("wagtailadmin_explore", args=[directory.pk]),
        reverse("wagtailadmin_pages:add", args=[model.app_label, model.model_name, directory.pk]),
        reverse("wagtailadmin_pages:edit", args=[portrait.pk]),
        reverse("wagtailadmin_pages:unpublish", args=[portrait.pk]),
        reverse("wagtailadmin_pages:set_privacy", args=[portrait.pk]),
    ]
    found = []
    for address in addresses:
        with translation.override("fr"):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found.append(_visible(answer.content.decode()))
    return "\n".join(found)


def plain(text: str) -> str:
    """Return a text with one kind of space and one kind of apostrophe."""
    return " ".join(text.replace("’", "'").split())


def _visible(source: str) -> str:
    # What a dialog or the menu shows comes as JSON.
    source = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), source)
    texts = re.split(r"<[^>]+>|\\n", _INVISIBLE.sub("", source))
    texts += [text for data in _DATA.findall(source) for text in data.split('"')]
    return "\n".join(plain(html.unescape(text)) for text in texts if text.strip())
