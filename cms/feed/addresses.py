"""What stands at a path of a site, for an audience: a document, a way elsewhere, or what is left of something gone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.feed.rows import COLUMNS, Row, live, to_row, with_body
from cms.feed.selectors import document_by_path, moved_to, tombstone
from cms.media.audiences import SANDBOX, Audience

LONGEST_PATH = 1_000


@dataclass(frozen=True)
class Resolution:
    """What was found at a path.

    Shape: one of `row` (a whole document), `location` (absolute, with `is_permanent`) or `is_gone`; all empty means
    that nothing public is or was there. `type` names the kind of document that is, was, or lives elsewhere now; it is
    empty for a redirect that an editor set to an address outside the feed.
    """

    row: Row | None = None
    location: str = ""
    is_permanent: bool = True
    is_gone: bool = False
    type: str = ""


def resolve_path(address: str, audience: Audience, *, request: HttpRequest) -> Resolution:
    """Return what stands at a path of the site that the request's host names (the default site where it names none).

    Shape: `address` is a path with or without its last slash, percent-encoded or not, and perhaps a query.
    """
    return resolve_on_site(address, audience, Site.find_for_request(request))


def resolve_on_site(address: str, audience: Audience, site: Site | None) -> Resolution:
    """Return what stands at a path of a site; `address` is as in resolve_path().

    Shape: the sandbox is under every host alike, so its documents are found whichever site is asked.
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    if "\0" in path or len(path) > LONGEST_PATH:
        return Resolution()
    path = path if path.endswith("/") else f"{path}/"
    site_id = site.pk if site and audience != SANDBOX else None
    row = document_by_path(path, audience, site_id=site_id)
    if row is not None:
        return Resolution(row=row, type=row.type)
    moved = moved_to(audience, path=path, site_id=site_id)
    if moved is not None:
        return Resolution(location=moved["url"], type=moved["type"])
    redirect = editors_redirect(address, audience, site)
    if redirect is not None:
        return redirect
    left = tombstone(audience, path=path, site_id=site_id)
    return Resolution(is_gone=left is not None, type=left.type if left is not None else "")


def editors_redirect(address: str, audience: Audience, site: Site | None) -> Resolution | None:
    """Return where an editor's redirect leads. One to a page leads nowhere unless this audience may see that page."""
    wanted: list[str] = []
    for form in (address, urlsplit(address).path):
        wanted += [Redirect.normalise_path(form), Redirect.normalise_path(form, decode_unicode=False)]
    wanted = [form for form in dict.fromkeys(wanted) if "\0" not in form]
    rows = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path__in=wanted)
    found = min(rows, key=lambda row: (wanted.index(row.old_path), row.site_id is None), default=None)
    if found is None:
        return None
    link, kind = found.redirect_link, ""
    if found.redirect_page_id is not None:
        target = with_body(live(audience).filter(page_id=found.redirect_page_id), "item")
        values = target.values_list(*COLUMNS).first()
        if values is None:
            return None
        row = to_row(values)
        kind = row.type
        link = row.data["url"].rstrip("/") + (found.redirect_page_route_path or "/")
    if not link:
        return None
    if link.startswith("/") and site is not None:
        link = site.root_url + link
    return Resolution(location=link, is_permanent=found.is_permanent, type=kind)
