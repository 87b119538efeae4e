"""Keeps old addresses working: redirects from where WordPress served a post to its article."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from news.wordpress.items import ExportIndex, Item
from news.wordpress.pieces import Issue

_PATH_LENGTH = 255


def old_addresses(item: Item, index: ExportIndex) -> list[str]:
    """List the paths under which WordPress answered for a post, best first.

    Shape: normalised as Wagtail's redirects are: its permalink, its permalinks under former slugs, its short address
    `/?p=number`, and its guid where that is an address of the same site that no other post has.
    """
    found: dict[str, None] = {}
    for address in _addresses(item, index):
        path = Redirect.normalise_path(address)
        if path and path != "/" and len(path) <= _PATH_LENGTH:
            found[path] = None
    return list(found)


def _addresses(item: Item, index: ExportIndex) -> Iterator[str]:
    if item.link and index.is_own_host(item.link):
        yield item.link
        path = urlsplit(item.link).path.rstrip("/")
        if item.slug and path.endswith("/" + item.slug):
            for slug in item.old_slugs:
                yield f"{path[: -len(item.slug)]}{slug}"
    if item.post_id:
        yield f"/?p={item.post_id}"
    if item.guid and index.is_own_host(item.guid):
        numbers = {int(v) for k, v in parse_qsl(urlsplit(item.guid).query) if k == "p" and v.isdecimal()}
        if not (numbers - {item.post_id}) & index.keys_by_number.keys():
            yield item.guid


def add_redirects(page: Page, site: Site | None, paths: list[str]) -> list[Issue]:
    """Lead old paths to a live page; list those that lead elsewhere already. Nothing that exists is changed."""
    issues = []
    own_path = Redirect.normalise_path(page.get_url() or "")
    for path in paths:
        if path == own_path:
            continue
        existing = (
            Redirect.objects.filter(old_path=path, site__in=[site]).first()
            or Redirect.objects.filter(old_path=path, site=None).first()
        )
        if existing is None:
            Redirect.add_redirect(path, redirect_to=page, is_permanent=True, site=site, automatically_created=True)
        elif existing.redirect_page_id != page.pk:
            issues.append(Issue("redirect", _("Its old address leads elsewhere already and was left so."), path))
    return issues
