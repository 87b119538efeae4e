"""The person portrayed at their mail: portraits to sign, links as they arrive, the pages behind them."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from wagtail.models import Page

from ambassadors.models import AmbassadorPage
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Image
from cms.signoff import guard
from cms.signoff.agreements import Choice
from cms.signoff.choices import Use
from cms.signoff.inviting import invite
from cms.signoff.opening import find_link
from cms.signoff.requests import Contact, MagicLink, SignOffRequest
from cms.signoff.wording import Wording, wording
from tests import factories

LINK = re.compile(r"https?://[^\s\"<>]+/((?:bat_|recu_)[A-Za-z0-9_-]{20,})/")
NAME, ADDRESS = "Nadia Ferrand", "nadia@fonderie.example"


def photo(person: str = NAME, **fields: Any) -> Image:
    """Make a photo on which somebody is seen who has not agreed yet: the editors have named her."""
    values = {"persons": "identified", "default_alt": "Nadia Ferrand ouvre un moule.", **fields}
    made = factories.image(data=factories.picture_bytes(width=1300, height=900), **values)
    if person:
        with editorial_transaction():
            Consent.objects.create(image=made, person=person)
    return made


def portrait(*, pictures: tuple[Image, ...] | None = None, **fields: Any) -> AmbassadorPage:
    """Make a draft with a lead picture and one in its story."""
    shown = pictures if pictures is not None else (photo(), photo())
    story: list[Any] = [
        ("heading", {"text": "Un four", "level": "2", "anchor": ""}),
        ("rich_text", "<p>On coule encore à la main.</p><p>Le jeudi, à sept heures.</p>"),
        *(("photo", {"image": picture, "alt": "", "caption": "La coulée."}) for picture in shown[1:]),
    ]
    values = {
        "title": "Fonderie des Deux-Rives",
        "slug": "fonderie",
        "image": shown[0] if shown else None,
        "leader_name": NAME,
        "quote": "Le métal n’attend pas.",
        "story": story,
        **fields,
    }
    return factories.ambassador(is_live=False, **values)


def contact(page: Page, **fields: Any) -> Contact:
    """Say to whom a portrait is sent."""
    values = {"name": NAME, "email": ADDRESS, "language": "fr", **fields}
    found, _created = Contact.objects.update_or_create(content_id=page.translation_key, defaults=values)
    return found


def edit(page: Page, **fields: Any) -> Page:
    """Save a draft with some changes, as an editor would."""
    fresh = type(page).objects.get(pk=page.pk)
    revision = fresh.get_latest_revision()
    shown = revision.as_object() if revision else fresh
    for name, value in fields.items():
        setattr(shown, name, value)
    with editorial_transaction():
        shown.save_revision()
    return type(page).objects.get(pk=page.pk)


def sent(page: Page, callbacks: Any, user: Any = None) -> tuple[SignOffRequest, str]:
    """Send a proof and return the request with the token that was mailed.

    Shape: `callbacks` is django_capture_on_commit_callbacks, or None where commits are real.
    """
    contact(page)
    if callbacks is None:
        request = invite(page, user)
    else:
        with callbacks(execute=True):
            request = invite(page, user)
    return request, token_in_mail()


def token_in_mail(place: int = -1) -> str:
    """Return the token of a mail in the outbox, the last by default."""
    found = LINK.search(mail.outbox[place].body)
    assert found, mail.outbox[place].body
    return found.group(1)


def link_of(token: str) -> MagicLink:
    """Return the link of a token that exists."""
    link = find_link(token)
    assert link is not None
    return link


def yes_to(images: Any, *uses: str) -> list[Choice]:
    """Return a choice for each image: seen on it, yes to the uses named (to all if none is), no to the others."""
    wanted = uses or tuple(Use.values)
    return [Choice(image.pk, appears=True, uses={use: use in wanted for use in Use.values}) for image in images]


def words() -> Wording:
    """Return what is signed, in French."""
    return wording("fr")


def enter(client: Client, token: str) -> Any:
    """Open a mailed link and press the button of the first page; returns the answer to it."""
    from django.urls import reverse

    first = client.get(reverse("signoff:enter", args=[token]))
    assert first.status_code == 303, first.content.decode()
    return client.post(first["Location"])


def answers(images: Any, *, outcome: str = "sign", name: str = NAME, no: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a filled-in form of the decision: yes to every use but those named."""
    data = {"outcome": outcome, "typed_name": name, "comment": ""}
    for image in images:
        data[f"appears_{image.pk}"] = "yes"
        data |= {f"use_{image.pk}_{use}": "no" if use in no else "yes" for use in Use.values}
    return data


def page_text(response: Any) -> str:
    """Return the words of a page."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


class unguarded:  # noqa: N801 (used like a function)
    """Take the triggers away for a block: what a dishonest owner of the database would do."""

    def __enter__(self) -> None:
        guard.remove()

    def __exit__(self, *args: object) -> None:
        guard.install()
