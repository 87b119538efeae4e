"""Every word that the screens show in French: what a guide may quote."""

from __future__ import annotations

import html
import re

import polib
from django.test import Client
from django.utils import translation

from cms.messages import catalogue_path
from tests.journeys.screens import our_screens, password_of, wagtails_screens

_INVISIBLE = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_DATA = re.compile(r"<script[^>]*application/json[^>]*>(.*?)</script>", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def words_of_the_screens() -> set[str]:
    """Return the words of every screen that the guides walk through, as each role of the demonstration meets them."""
    found: set[str] = set()
    clients: dict[str, Client] = {}
    for name, screen in {**our_screens(), **wagtails_screens()}.items():
        client = clients.setdefault(screen.username, Client())
        if "sessionid" not in client.cookies:
            assert client.login(username=screen.username, password=password_of(screen.username))
        with translation.override("fr"):
            answer = client.get(screen.path)
        assert answer.status_code == 200, (name, answer.status_code)
        found |= _visible(answer.content.decode())
    return found


def words_of_the_house() -> set[str]:
    """Return our own French messages: what stands on a screen only in some state (a refusal, a published release)."""
    entries = polib.pofile(str(catalogue_path("fr")))
    return {plain(text) for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values())}


def plain(text: str) -> str:
    """Return a text with one kind of space and one kind of apostrophe."""
    return " ".join(text.replace("’", "'").split())


def _visible(source: str) -> set[str]:
    # What a dialog or the menu shows comes as JSON.
    source = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), source)
    texts = re.split(r"<[^>]+>|\\n", _INVISIBLE.sub("", source))
    texts += [text for data in _DATA.findall(source) for text in data.split('"')]
    return {plain(html.unescape(text)) for text in texts if text.strip()}
