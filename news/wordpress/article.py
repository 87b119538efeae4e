"""Decides what a post becomes: every field of the article, and whether it may be public. Writes nothing."""

from __future__ import annotations

import datetime
import html
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.wordpress import markup
from news.wordpress.dates import printed_on, written_at
from news.wordpress.items import ExportIndex, Item
from news.wordpress.pieces import Conversion, Issue, Prose

TITLE_LENGTH, SUMMARY_LENGTH, SLUG_LENGTH, NAME_LENGTH, AUTHOR_LENGTH, TAG_LENGTH = 255, 300, 200, 80, 160, 100
_NO_CATEGORY = {"uncategorized", "non-classe", "non-categorise"}
_PRIVATE_STATES = {
    "draft": gettext_lazy("It was a draft in WordPress: it comes in as a draft."),
    "pending": gettext_lazy("It was waiting for review in WordPress: it comes in as a draft."),
    "private": gettext_lazy("It was private in WordPress: it comes in as a draft."),
    "future": gettext_lazy("It was scheduled in WordPress: it comes in as a draft."),
    "trash": gettext_lazy("It was in the bin of WordPress: it comes in as a draft."),
    "inherit": gettext_lazy("It was an internal copy of WordPress: it comes in as a draft."),
    "auto-draft": gettext_lazy("It was an empty draft of WordPress: it comes in as a draft."),
}


@dataclass
class Article:
    """The fields of an article, ready to be written; the body comes apart, because it needs the images."""

    key: str
    title: str
    slug: str
    summary: str
    search_description: str
    author_line: str
    published_at: datetime.datetime | None
    date: datetime.date
    is_public: bool
    category: tuple[str, str] | None
    tags: tuple[str, ...]
    issues: list[Issue] = field(default_factory=list)


def plan_article(item: Item, conversion: Conversion, index: ExportIndex, *, now: datetime.datetime) -> Article:
    """Return what a post becomes, with everything there is to say about its fields."""
    published_at, issues = written_at(item)
    is_public, reasons = _publication(item, published_at, now)
    issues += reasons
    title = _title(item, published_at, issues)
    category, tags = _shelf(item, index, issues)
    _list_rest(item, issues)
    return Article(
        key=item.key,
        title=title,
        slug=clean_slug(item.slug) or clean_slug(title) or f"article-{item.post_id}",
        summary=_summary(item, conversion, issues),
        search_description=_search_description(item),
        author_line=_author(item, index, issues),
        published_at=published_at,
        date=printed_on(item, published_at),
        is_public=is_public,
        category=category,
        tags=tags,
        issues=issues,
    )


def clean_slug(text: str) -> str:
    """Return a slug as WordPress wrote it, its percent signs decoded, without what our addresses cannot hold."""
    return slugify(unquote(text), allow_unicode=True)[:SLUG_LENGTH].strip("-")


def _publication(item: Item, at: datetime.datetime | None, now: datetime.datetime) -> tuple[bool, list[Issue]]:
    if item.is_protected:
        return False, [Issue("draft", _("It was protected by a password, which is not kept: it comes in as a draft."))]
    if item.status != "publish":
        unknown = _("Its state “%s” is not known: it comes in as a draft.") % item.status
        return False, [Issue("draft", str(_PRIVATE_STATES.get(item.status, unknown)))]
    if at is None:
        return False, [Issue("draft", _("Without a date it comes in as a draft."))]
    if at > now:
        return False, [Issue("draft", _("Its date lies in the future: it comes in as a draft."), item.date_gmt)]
    return True, []


def _title(item: Item, at: datetime.datetime | None, issues: list[Issue]) -> str:
    title = _plain(item.title)
    if not title:
        day = date_format(timezone.localdate(at)) if at else str(item.post_id)
        issues.append(Issue("title", _("It has no title; its date stands in for one.")))
        return _("Untitled (%s)") % day
    if len(title) > TITLE_LENGTH:
        issues.append(Issue("title", _("Its title was longer than %d characters and was cut.") % TITLE_LENGTH, title))
        title = _cut(title, TITLE_LENGTH)
    return title


def _plain(text: str) -> str:
    """Return a title or a name without markup, its entities decoded once and its odd blanks made plain."""
    if re.search(r"</?[a-zA-Z]", text):
        return markup.plain_text(text)
    return re.sub(r"[\s​﻿]+", " ", html.unescape(text)).strip()


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip(" ,;:.") + "…"


def _summary(item: Item, conversion: Conversion, issues: list[Issue]) -> str:
    excerpt = _plain(re.sub(r"\[[^\]]*\]", " ", item.excerpt)) if item.excerpt else ""
    if excerpt:
        if len(excerpt) > SUMMARY_LENGTH:
            issues.append(
                Issue("summary", _("Its excerpt was longer than %d characters and was cut.") % SUMMARY_LENGTH, excerpt)
            )
        return _cut(excerpt, SUMMARY_LENGTH)
    prose = (markup.plain_text(piece.html) for piece in conversion.pieces if isinstance(piece, Prose))
    text = conversion.teaser or next((words for words in prose if words), "")
    if len(text) <= SUMMARY_LENGTH:
        return text
    sentence = max(text.rfind(mark, 0, SUMMARY_LENGTH) for mark in (". ", "! ", "? ", "… "))
    return text[: sentence + 1] if sentence > SUMMARY_LENGTH // 3 else _cut(text, SUMMARY_LENGTH)


def _search_description(item: Item) -> str:
    text = item.meta.get("_yoast_wpseo_metadesc", "") or item.meta.get("rank_math_description", "")
    return "" if "%" in text else _plain(text)[:SUMMARY_LENGTH]


def _author(item: Item, index: ExportIndex, issues: list[Issue]) -> str:
    # Exports edited by hand hold logins with stray marks around them.
    login = item.creator if item.creator in index.authors else re.sub(r"[^\w.@ -]", "", item.creator)
    name = _plain(index.authors.get(login, login))
    if login and login not in index.authors:
        issues.append(Issue("author", _("The export does not say who “%s” is; the login stands as signature.") % login))
    return _cut(name, AUTHOR_LENGTH)


def _shelf(item: Item, index: ExportIndex, issues: list[Issue]) -> tuple[tuple[str, str] | None, tuple[str, ...]]:
    """Choose the one category; the others, and those above it, become keywords."""
    terms = [t for t in item.terms if t.taxonomy == "category"]
    real = [t for t in terms if t.slug not in _NO_CATEGORY]
    primary = index.term_ids.get(item.meta.get("_yoast_wpseo_primary_category", ""))
    chosen = next((t for t in real if t.slug == primary), None) or max(
        real, key=lambda t: len(_ancestors(t.slug, index)), default=None
    )
    names = [_plain(t.name) for t in real if t is not chosen]
    if chosen is not None:
        names += [_plain(index.term_names.get(("category", s), s)) for s in _ancestors(chosen.slug, index)]
    extra = [name for name in dict.fromkeys(names) if name]
    if extra:
        issues.append(
            Issue(
                "category", _("An article stands on one shelf; its other categories became keywords."), ", ".join(extra)
            )
        )
    tags = [_plain(t.name) for t in item.terms if t.taxonomy == "post_tag"]
    long = [tag for tag in (*tags, *extra) if len(tag) > TAG_LENGTH]
    if long:
        issues.append(Issue("tag", _("Keywords longer than %d characters were cut.") % TAG_LENGTH, ", ".join(long)))
    unique = {tag[:TAG_LENGTH].strip().casefold(): tag[:TAG_LENGTH].strip() for tag in (*tags, *extra) if tag.strip()}
    return (_category(chosen.slug, chosen.name) if chosen else None), tuple(unique.values())


def _category(slug: str, name: str) -> tuple[str, str]:
    plain = _plain(name) or slug
    ascii_slug = slugify(unquote(slug))[:NAME_LENGTH] or slugify(plain)[:NAME_LENGTH]
    if not ascii_slug:
        ascii_slug = "rubrique-" + "".join(f"{ord(c):x}" for c in plain[:8])
    return ascii_slug, _cut(plain, NAME_LENGTH)


def _ancestors(slug: str, index: ExportIndex) -> list[str]:
    found: list[str] = []
    while (parent := index.term_parents.get(("category", slug))) and parent not in found:
        found.append(parent)
        slug = parent
    return found


def _list_rest(item: Item, issues: list[Issue]) -> None:
    """List what an article of ours has no place for; its source is kept."""
    others: dict[str, list[str]] = {}
    for term in item.terms:
        if term.taxonomy not in ("category", "post_tag"):
            others.setdefault(term.taxonomy, []).append(term.name or term.slug)
    for taxonomy, names in others.items():
        if taxonomy == "post_format":
            issues.append(Issue("format", _("Its display format in WordPress has no counterpart."), ", ".join(names)))
        else:
            issues.append(
                Issue("taxonomy", _("Its terms of the list “%s” have no counterpart.") % taxonomy, ", ".join(names))
            )
    if item.is_sticky:
        issues.append(Issue("sticky", _("It was pinned to the top in WordPress; here the date decides.")))
    if item.comment_count:
        issues.append(
            Issue(
                "comments", _("Its comments (%d) are kept with its source and are not published.") % item.comment_count
            )
        )
    custom = sorted(key for key, value in item.meta.items() if value and not key.startswith("_"))
    if custom:
        issues.append(Issue("fields", _("Its custom fields have no counterpart."), ", ".join(custom)))
