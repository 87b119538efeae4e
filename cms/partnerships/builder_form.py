"""Reading what is chosen in the embed builder. A form that is sent by GET: an address reproduces a choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cms.feed.registry import FeedType, all_types
from cms.feed.selectors import DEFAULT_ORDER, ListQuery, facet_counts, list_rows
from cms.media.audiences import Audience
from cms.partners.choices import KeyKind
from cms.partners.keys import valid_keys
from cms.partners.models import Partner
from cms.partnerships.kinds import kind_label
from cms.partnerships.snippets import Choice

FACET = "f."
LIMITS = (1, 2, 3, 4, 6, 8, 9, 12, 24)
DEFAULT_LIMIT = 6
ORDERS: dict[str, str | Promise] = {
    "-published_at": pgettext_lazy("order", "Newest first"),
    "published_at": pgettext_lazy("order", "Oldest first"),
    "title": pgettext_lazy("order", "By name"),
    "-updated_at": pgettext_lazy("order", "Last updated first"),
}
THEMES: dict[str, str | Promise] = {
    "": _("As the page around it"),
    "light": pgettext_lazy("theme", "Light"),
    "dark": pgettext_lazy("theme", "Dark"),
    "auto": _("As the visitor’s device asks"),
}
FORMS: dict[str, str | Promise] = {"element": _("Web component"), "frame": pgettext_lazy("embed", "Frame")}
FACET_LABELS: dict[str, str | Promise] = {
    "commune": _("Commune"),
    "sector": _("Sector"),
    "cohort": _("Cohort"),
    "tag": _("Keyword"),
    "commitment": _("Commitment"),
    "chamber": _("Chamber"),
    "category": _("Category"),
    "year": _("Year"),
}
# More documents than these are not offered one by one.
MOST_DOCUMENTS = 100


@dataclass(frozen=True)
class Option:
    """One value that may be chosen."""

    value: str
    label: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True)
class FacetField:
    """A facet with its values."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        """How many values are chosen."""
        return sum(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class Builder:
    """The form as it stands, and what it finds."""

    choice: Choice
    types: tuple[Option, ...]
    facets: tuple[FacetField, ...]
    documents: tuple[Option, ...]
    limits: tuple[Option, ...]
    orders: tuple[Option, ...]
    themes: tuple[Option, ...]
    locales: tuple[Option, ...]
    shown_as: tuple[Option, ...]
    has_key: bool
    items: tuple[Mapping[str, Any], ...]


def read_builder(asked: QueryDict, partner: Partner | None, site: str) -> Builder | None:
    """Return the builder for what was chosen; anything unknown counts as not chosen. None where no type is listed.

    Shape: without a partner there is no key, and the open data alone.
    """
    has_key = partner is not None and valid_keys().filter(partner=partner, kind=KeyKind.PUBLISHABLE).exists()
    with_key = has_key and "with_key" in asked
    types = _types(partner if with_key else None)
    if not types:
        return None
    feed_type = next((found for found in types if found.plural == asked.get("type")), types[0])
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    here = get_language()
    locale = _one_of(asked.get("locale"), codes, here if here in codes else "")
    order = _one_of(asked.get("order"), list(ORDERS))
    limit = int(_one_of(asked.get("limit"), [str(limit) for limit in LIMITS], str(DEFAULT_LIMIT)))
    theme = _one_of(asked.get("theme"), list(THEMES))
    names = {facet.name for facet in feed_type.facets}
    filters = {
        name.removeprefix(FACET): [value for value in values if value and "\0" not in value and len(value) <= 255][:20]
        for name, values in asked.lists()
        if name.startswith(FACET) and name.removeprefix(FACET) in names
    }
    filters = {name: values for name, values in filters.items() if values}
    audience = Audience(partner.audience) if partner and with_key else Audience.OPEN
    query = ListQuery(feed_type.name, locale, audience, filters=filters, order=order, limit=MOST_DOCUMENTS)
    found = [row.data for row in list_rows(query).rows]
    document = next((item for item in found if item["id"] == asked.get("document")), None)
    choice = Choice(
        feed_type=feed_type,
        site=site,
        locale=locale,
        limit=limit,
        order="" if order == DEFAULT_ORDER else order,
        theme=theme,
        filters=filters,
        document=document,
        has_key=with_key,
        found=len(found),
    )
    languages = [(code, name) for code, name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return Builder(
        choice=choice,
        types=_options(((found.plural, kind_label(found.name)) for found in types), feed_type.plural),
        facets=_facets(feed_type, query),
        documents=_options(((item["id"], item["title"]) for item in found), document["id"] if document else ""),
        limits=_options(((str(number), str(number)) for number in LIMITS), str(limit)),
        orders=_options(ORDERS.items(), order),
        themes=_options(THEMES.items(), theme),
        locales=_options(languages, locale),
        shown_as=_options(FORMS.items(), _one_of(asked.get("as"), list(FORMS))),
        has_key=has_key,
        items=(document,) if document else tuple(found[:limit]),
    )


def _types(partner: Partner | None) -> list[FeedType]:
    listed = [feed_type for feed_type in all_types() if feed_type.is_listed]
    if partner and partner.allowed_types:
        return [feed_type for feed_type in listed if feed_type.name in partner.allowed_types]
    return listed


def _facets(feed_type: FeedType, query: ListQuery) -> tuple[FacetField, ...]:
    counts = facet_counts(feed_type.name, query.locale, query.audience, query=query)
    fields = []
    for facet in feed_type.facets:
        chosen = set(query.filters.get(facet.name, ()))
        values = counts.get(facet.name, [])
        options = [Option(one["value"], one["label"], one["value"] in chosen, one["count"]) for one in values]
        # A value that finds nothing any more is still shown, or it could not be taken away.
        known = {option.value for option in options}
        options += [Option(value, value, True, 0) for value in query.filters.get(facet.name, ()) if value not in known]
        if options:
            label = str(FACET_LABELS.get(facet.name, facet.name))
            fields.append(FacetField(facet.name, label, tuple(sorted(options, key=lambda option: option.label))))
    return tuple(fields)


def _options(pairs: Any, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, str(label), value == chosen) for value, label in pairs)


def _one_of(asked: str | None, known: Sequence[str], default: str = "") -> str:
    return asked if asked is not None and asked in known else default or known[0]
