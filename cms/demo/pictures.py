"""Puts the project's drawings into the image library, with every right stated."""

from __future__ import annotations

from typing import Any

from cms.demo.drawings import NAMES, drawn
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Holding, Image, Persons, Territory
from cms.media.services import image_from_bytes

CREDIT = "Dessin du projet"
LICENCE = "CC-BY-4.0"
TITLE = "Démonstration · {name}"
EVERY_RIGHT: dict[str, Any] = {
    "holding": Holding.OWN,
    "author": CREDIT,
    "credit": CREDIT,
    "licence": LICENCE,
    "may_site": True,
    "may_partners": True,
    "may_open": True,
    "may_press": True,
    "may_print": True,
    "may_social": True,
    "territory": Territory.WORLD,
    "persons": Persons.NOBODY,
}


def load_pictures(alts: dict[str, str]) -> dict[str, Image]:
    """Return the images of these drawings, drawing those that the library does not hold yet.

    Shape: `alts` gives the alternative text of each drawing by name. An image is known by its title: one that a person
    renamed is theirs, and is drawn anew.
    """
    return {name: _known(name) or _add(name, alt) for name, alt in alts.items()}


def photo_of_a_person(name: str, person: str, alt: str) -> Image:
    """Return a picture on which a person is recognised who is still to be asked."""
    found = _known(person)
    if found is not None:
        return found
    image = _add(name, alt, title=person, persons=Persons.IDENTIFIED)
    with editorial_transaction():
        Consent.objects.create(image=image, person=person)
    return image


def photo_without_credit(name: str) -> Image:
    """Return a picture whose credit and rights nobody has stated yet, as it looks just after an upload."""
    title = "Photo reçue par courriel"
    unknown = {"credit": "", "author": "", "holding": "", "licence": "", "persons": Persons.UNKNOWN}
    return _known(title) or _add(name, "", title=title, **unknown)


def _known(name: str) -> Image | None:
    # Under its first name too: a demonstration of earlier days keeps its pictures.
    titles = [TITLE.format(name=word) for word in (NAMES.get(name, name), name)]
    return Image.objects.filter(title__in=titles).order_by("pk").first()


def _add(name: str, alt: str, *, title: str = "", **facts: Any) -> Image:
    # Drawn before the lock is taken.
    data = drawn(name)
    with editorial_transaction():
        return image_from_bytes(
            data,
            name=f"{name}.png",
            title=TITLE.format(name=title or NAMES[name]),
            default_alt=alt,
            # Two hundred files: a newcomer should not wait for all of them.
            is_made_on_demand=True,
            **{**EVERY_RIGHT, **facts},
        )
