"""What is recalled, by the names that people know: the kind of page, its title, its language."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.feed import registry
from cms.feed.models import FeedDocument
from cms.feed.rows import could_be_seen

# How a recipient's version names a document and a change number; so does the column "documents" of an export.
_VERSION = re.compile(r"(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@(?P<change>[0-9]+)")


def version_of(document_id: uuid.UUID, change: int) -> str:
    """Name one version of one document, as a recipient keeps it and an export gives it."""
    return f"{document_id}@{change}"


def names_of(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the documents of a sheet by id, each by its name, in one query.

    Shape: the title is the one colleagues see in the page tree, so also that of a page which is no longer public; a
    page that was deleted is named by its kind, its language and its id.
    """
    documents = list(documents)
    wanted = Q(pk__in=[])
    for one in documents:
        wanted |= Q(translation_key=one["content_id"], locale__language_code=one["locale"])
    found = Page.objects.filter(wanted).values_list("translation_key", "locale__language_code", "title")
    titles = {(str(key), locale): title for key, locale, title in found}
    return {one["id"]: _name(one, titles.get((str(one["content_id"]), one["locale"]))) for one in documents}


def names_to_send(documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the documents of a sheet by id, each by the name that may leave the house in a mail, in two queries.

    Shape: as `names_of`, save that what was never shown to anybody is named by its kind and its language alone.
    """
    documents = list(documents)
    shown = FeedDocument.objects.filter(could_be_seen(), document_id__in=[one["id"] for one in documents])
    known = {str(pk) for pk in shown.values_list("document_id", flat=True)}
    names = names_of(one for one in documents if one["id"] in known)
    return {one["id"]: names.get(one["id"]) or _nameless(one) for one in documents}


def versions_in_words(version: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a recipient has, by document: its name, and its change numbers in the order in which they stand.

    Shape: empty for a version that was written by hand.
    """
    numbers: dict[str, list[str]] = {}
    for found in _VERSION.finditer(version):
        numbers.setdefault(found["id"], []).append(found["change"])
    return [(names.get(key, key), ", ".join(changes)) for key, changes in numbers.items()]


def changes_in_words(document: Mapping[str, Any]) -> str:
    """Return the change numbers of a document of a sheet, the newest first: each audience knows a text by its own.

    Shape: sheets of earlier days kept the newest alone.
    """
    numbers = document.get("changes") or [document["change"]]
    return ", ".join(str(number) for number in sorted(numbers, reverse=True))


def _name(document: Mapping[str, Any], title: str | None) -> str:
    words = {
        "kind": kind_of(document["type"]),
        "language": _language(document["locale"]),
        "title": title,
        "id": document["id"],
    }
    if title is None:
        return _("%(kind)s (%(language)s), page deleted, %(id)s") % words
    return _("%(kind)s “%(title)s” (%(language)s)") % words


def _nameless(document: Mapping[str, Any]) -> str:
    words = {"kind": kind_of(document["type"]), "language": _language(document["locale"])}
    return _("%(kind)s (%(language)s), not published") % words


def _language(code: str) -> str:
    name = str(get_language_info(code)["name_translated"])
    # Django gives names for a list; within a sentence only English keeps the capital.
    return name if (get_language() or "").startswith("en") else name.lower()


def kind_of(type_name: str) -> str:
    """Return a type in words, in the singular; its name if it is no longer registered."""
    feed_type = registry.for_name(type_name)
    label = str(feed_type.model._meta.verbose_name) if feed_type is not None else type_name
    return label[:1].upper() + label[1:]
