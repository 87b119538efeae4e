"""Puts the project's drawings into the image library, with every right stated."""

from __future__ import annotations

from cms.demo.drawings import drawn
from cms.feed.transaction import editorial_transaction
from cms.media.models import Holding, Image, Persons, Territory
from cms.media.services import image_from_bytes

CREDIT = "Dessin du projet"
LICENCE = "CC-BY-4.0"
TITLE = "Démonstration · {name}"


def load_pictures(alts: dict[str, str]) -> dict[str, Image]:
    """Return the images of these drawings, drawing those that the library does not hold yet.

    Shape: `alts` gives the alternative text of each drawing by name. An image is known by its title: one that a person
    renamed is theirs, and is drawn anew.
    """
    return {name: _known(name) or _add(name, alt) for name, alt in alts.items()}


def _known(name: str) -> Image | None:
    return Image.objects.filter(title=TITLE.format(name=name)).order_by("pk").first()


def _add(name: str, alt: str) -> Image:
    # Drawn before the lock is taken.
    data = drawn(name)
    with editorial_transaction():
        return image_from_bytes(
            data,
            name=f"{name}.png",
            title=TITLE.format(name=name),
            holding=Holding.OWN,
            author=CREDIT,
            credit=CREDIT,
            licence=LICENCE,
            may_site=True,
            may_partners=True,
            may_open=True,
            may_press=True,
            may_print=True,
            may_social=True,
            territory=Territory.WORLD,
            persons=Persons.NOBODY,
            default_alt=alt,
            # Two hundred files: a newcomer should not wait for all of them.
            is_made_on_demand=True,
        )
