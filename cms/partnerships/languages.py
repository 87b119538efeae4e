"""The language switch of our public pages: no documents, and yet with an address of their own in each language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from cms.feed.frame import Link


def language() -> str:
    """Return the language of the page that is being made, by its two letters."""
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def switch(request: HttpRequest, name: str, *arguments: str) -> tuple[Link, ...]:
    """Return the addresses of a page in every language, whole. Shape: `name` is that of its route."""
    here, links = language(), []
    for code, label in settings.LANGUAGES:
        with translation.override(code):
            url = request.build_absolute_uri(reverse(name, args=arguments))
        native = str(translation.get_language_info(code)["name_local"]).capitalize()
        links.append(Link(url, title=native or str(label), locale=code, is_current=code == here))
    return tuple(links)
