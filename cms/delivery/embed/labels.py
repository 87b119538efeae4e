"""The few words around the cards, in every language of the content: for the frames and for the script."""

from __future__ import annotations

from functools import cache

from django.utils import translation
from django.utils.translation import gettext, pgettext

from cms.delivery.vocabulary import locales
from cms.media.licences import LICENCE_CHOICES, LICENCE_URLS


@cache
def labels_for(locale: str) -> dict[str, str]:
    """Return the words of a language by what they are for.

    Shape: `quote` and `texts` hold the places {words} and {name}.
    """
    with translation.override(locale):
        return {
            "number": gettext("Number"),
            "place": gettext("Place"),
            "makes": gettext("Makes"),
            "trade": gettext("Trade"),
            "demonstration": gettext("Demonstration"),
            "quote": gettext("“%(words)s”") % {"words": "{words}"},
            "texts": pgettext("embed", "Texts: {name}"),
            "empty": pgettext("embed", "Nothing to show here for now."),
        }


@cache
def licence_names(locale: str) -> dict[str, str]:
    """Return the names of the licences in a language."""
    with translation.override(locale):
        return {str(code): str(name) for code, name in LICENCE_CHOICES}


def script_words() -> dict[str, object]:
    """Return everything that the script of the elements must be able to say."""
    codes = sorted(set(locales()))
    return {
        "words": {code: labels_for(code) for code in codes},
        "licences": {code: licence_names(code) for code in codes},
        "links": LICENCE_URLS,
    }
