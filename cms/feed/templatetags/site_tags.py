"""What the frame of every page needs to know: its head, the menu, the imprint. Reads the feed, writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.feed import registry, selectors
from cms.feed.frame import Head, Imprint, Link, Menu
from cms.feed.rows import live
from cms.feed.syndicated import feeds_of
from cms.media.audiences import Audience
from cms.media.licences import LICENCE_CHOICES, LICENCE_URLS
from cms.pages.models import SiteIdentity
from cms.pages.wordmark import wordmark

register = template.Library()


@register.simple_tag(takes_context=True)
def site_head(context: template.Context, page: Any = None) -> Head:
    """Return the head of the page that is being rendered.

    Shape: `page` may be missing (search, errors); the context may then say `head_title` and `head_description`.
    """
    return _once(context, "head", lambda: _head(context, page))


@register.simple_tag(takes_context=True)
def site_menu(context: template.Context) -> Menu:
    """Return the main menu: the public pages in the menu, under the home page of the active language."""
    return _once(context, "menu", lambda: _menu(context))


@register.simple_tag(takes_context=True)
def site_imprint(context: template.Context) -> Imprint:
    """Return who publishes this site and under which terms."""
    identity = _identity(context)
    return Imprint(
        name=identity.name,
        publisher=identity.publisher,
        attribution=identity.attribution,
        contact_email=identity.contact_email,
        licence_name=dict(LICENCE_CHOICES).get(identity.licence, identity.licence),
        licence_url=LICENCE_URLS.get(identity.licence, ""),
    )


def _once(context: template.Context, name: str, make: Callable[[], Any]) -> Any:
    """Make something once per request; the frame asks for it in several places."""
    request = context.get("request")
    if request is None:
        return make()
    made = request.__dict__.setdefault("_site_frame", {})
    if name not in made:
        made[name] = make()
    return made[name]


def _site(context: template.Context) -> Site | None:
    request = context.get("request")
    return Site.find_for_request(request) if request is not None else Site.objects.filter(is_default_site=True).first()


def _identity(context: template.Context) -> SiteIdentity:
    def find() -> SiteIdentity:
        site = _site(context)
        # Not for_site(): it writes a row, and a GET writes nothing.
        return (SiteIdentity.objects.filter(site=site).first() if site else None) or SiteIdentity()

    return _once(context, "identity", find)


def _roots(context: template.Context) -> dict[str, Page]:
    """Return the public home pages of the site, by language."""

    def find() -> dict[str, Page]:
        site = _site(context)
        if site is None:
            return {}
        found = site.root_page.get_translations(inclusive=True).live().public().select_related("locale")
        return {page.locale.language_code: page for page in found}

    return _once(context, "roots", find)


def _head(context: template.Context, page: Any) -> Head:
    identity = _identity(context)
    locale = page.locale.language_code if page else (translation.get_language() or settings.LANGUAGE_CODE)
    document = selectors.document_for_page(page, Audience.OWN) if page else None
    # What a crawler fetches follows the rights of anyone, not those of our own pages.
    shared = selectors.document_for_page(page, Audience.OPEN) if page else None
    title = context.get("head_title") or (page.seo_title or page.title if page else "")
    is_home = document is not None and document["type"] == "home"
    links = [Link(document["url"], locale=locale), *_translations(document)] if document else []
    if len(links) > 1:
        default = next((link for link in links if link.locale == settings.LANGUAGE_CODE), links[0])
        alternates = (*links, Link(default.url, locale="x-default"))
    else:
        alternates = ()
    return Head(
        title=f"{identity.name}" if is_home or not title else f"{title} – {identity.name}",
        short_title=identity.name if is_home or not title else str(title),
        description=context.get("head_description")
        or (page.search_description or getattr(page, "summary", "") if page else ""),
        site_name=identity.name,
        locale=locale,
        url=document["url"] if document else "",
        document=document,
        image=shared["image"] if shared else None,
        alternates=alternates,
        languages=_languages(context, locale, links),
        is_hidden=document is None,
        is_open=shared is not None,
        feed_links=feeds_of(shared["type"], locale=locale, site_name=identity.name) if shared else (),
    )


def _translations(document: dict[str, Any]) -> list[Link]:
    return [Link(link["url"], locale=link["locale"]) for link in document["translations"]]


def _languages(context: template.Context, locale: str, links: list[Link]) -> tuple[Link, ...]:
    """Return the language switch: this content in each language, or that language's home page where it has none."""
    known = {link.locale: link.url for link in links}
    choices = []
    for code, name in settings.WAGTAIL_CONTENT_LANGUAGES:
        root = _roots(context).get(code)
        url = known.get(code) or (root.get_url(context.get("request")) if root else None)
        if code == locale or url:
            native = translation.get_language_info(code)["name_local"].capitalize()
            choices.append(Link(url or "", title=native or str(name), locale=code, is_current=code == locale))
    return tuple(choices) if len(choices) > 1 else ()


def _menu(context: template.Context) -> Menu:
    request = context.get("request")
    locale = translation.get_language() or settings.LANGUAGE_CODE
    roots = _roots(context)
    home = roots.get(locale) or roots.get(settings.LANGUAGE_CODE)
    here = request.path if request is not None else ""
    home_url = (home.get_url(request) if home else None) or "/"
    sections, links = [], []
    # Wagtail's `live` outlasts a last day that no scheduler acted on, and knows no gate: the feed decides.
    shown = live(Audience.OWN).values("page_id")
    for child in home.get_children().live().public().filter(pk__in=shown) if home is not None else ():
        path = child.get_url(request) or "/"
        feed_type = registry.for_model(child.specific_class)
        link = Link(
            path,
            title=child.title,
            kind=feed_type.name if feed_type else "",
            is_current=path == here,
            is_ancestor=here.startswith(path) and path != here,
        )
        sections.append(link)
        if child.show_in_menus:
            links.append(link)
    try:
        search_url = reverse("search:search")
    except NoReverseMatch:
        search_url = ""
    identity = _identity(context)
    return Menu(
        home=Link(home_url, is_current=home_url == here),
        search=Link(search_url, title=_("Search"), is_current=bool(search_url) and here == search_url),
        sections=tuple(sections),
        links=tuple(links),
        mark=wordmark(identity.name, identity.territory),
    )
