"""What the measured portraits say: all of the same weight, none quite the same."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from ambassadors.models import AmbassadorIndexPage, AmbassadorPage
from cms.media.models import Image
from cms.pages.reference import commune_choices, naf_choices

# What the filtered list is asked for: twenty portraits among the oldest two thousand, so that a reader who walks from
# the newest on has to walk far.
SOUGHT_EVERY = 100
SOUGHT_LAST = 2_000
SOUGHT_TAG = "cloche"
TAGS = ("bronze", "bois", "cuir", "acier", "verre", "laine", "pain", "papier", "pierre", "savon", "encre", "cire")
PARAGRAPH = (
    "<p>À sept heures, le four est déjà chaud. Dans l’atelier de {name}, trois personnes préparent les moules de la "
    "journée ; la quatrième répond au téléphone, vérifie les commandes et dessine la pièce suivante. On coule, on "
    "ébarbe, on polit, et rien ne part sans avoir été regardé deux fois, à la lumière du jour puis à la lampe. « Ce "
    "que nous savons faire, quelqu’un nous l’a montré ici », dit la fondatrice, qui forme deux apprentis par an.</p>"
)
EPOCH = datetime(2026, 1, 1, 8, tzinfo=UTC)


def is_sought(number: int) -> bool:
    """Tell whether the filtered list must find this portrait."""
    return number < SOUGHT_LAST and number % SOUGHT_EVERY == 7


def sought() -> dict[str, str]:
    """Return the filters of the filtered list: commune, sector and tag."""
    return {"commune": _commune(7), "sector": _sector(7), "tag": SOUGHT_TAG}


def tags(number: int) -> tuple[str, ...]:
    """Return the slugs of three different keywords."""
    shift = number % 7
    last = SOUGHT_TAG if is_sought(number) else TAGS[(number + shift + 5) % 12]
    return tuple(dict.fromkeys((TAGS[number % 12], TAGS[(number + shift + 1) % 12], last)))


@cache
def _codes() -> tuple[list[str], list[str]]:
    return [str(code) for code, _name in commune_choices()], [str(code) for code, _name in naf_choices()]


def _commune(number: int) -> str:
    codes = _codes()[0]
    return codes[7] if is_sought(number) else codes[number % len(codes)]


def _sector(number: int) -> str:
    codes = _codes()[1]
    return codes[5] if is_sought(number) else codes[number % len(codes)]


def pictures(numbers: range) -> Iterator[Image]:
    """Yield one picture per portrait: the same file, a digest of its own."""
    first = Image.objects.order_by("pk")[0]
    shared = {field.attname: getattr(first, field.attname) for field in Image._meta.concrete_fields
              if field.attname != "id"}  # fmt: skip
    for number in numbers:
        yield Image(**{**shared, "title": f"Four {number}", "file_hash": f"{number:040x}"})


def _story(name: str) -> list[dict[str, Any]]:
    text = PARAGRAPH.format(name=name)
    quote = {"text": "On répare d’abord, on remplace ensuite.", "speaker": "Nadia Ferrand", "role": "fondatrice"}
    values: list[tuple[str, Any]] = [
        ("heading", {"text": "Le matin"}), ("rich_text", text * 2), ("pull_quote", quote),
        ("heading", {"text": "Le geste"}), ("rich_text", text * 2), ("heading", {"text": "Demain"}),
        ("rich_text", text),
    ]  # fmt: skip
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values]


def page(directory: AmbassadorIndexPage, number: int, image: Image, cohort_id: int) -> AmbassadorPage:
    """Return one portrait, not yet saved, with everything that treebeard and Wagtail would have computed."""
    name = f"Atelier {number:05d}"
    moment = EPOCH + timedelta(minutes=number)
    made = AmbassadorPage(
        title=name,
        draft_title=name,
        slug=f"atelier-{number:05d}",
        summary="Une fonderie d’art qui coule encore au sable, à deux rues de la Marne.",
        image_id=image.pk,
        company_name=name,
        siren="732829320",
        siret="73282932000074",
        naf_division=_sector(number),
        commune=_commune(number),
        workforce=number % 90 + 1,
        founded_year=1900 + number % 120,
        website="https://atelier.example/",
        leader_name="Nadia Ferrand",
        leader_role="fondatrice",
        chamber="cma",
        cohort_id=cohort_id,
        made_here="statues et cloches de bronze",
        quote="On répare d’abord, on remplace ensuite.",
        locale_id=directory.locale_id,
        live=True,
        has_unpublished_changes=False,
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
        content_type=ContentType.objects.get_for_model(AmbassadorPage),
        path=Page._get_path(directory.path, directory.depth + 1, number + 1),
        depth=directory.depth + 1,
        numchild=0,
        url_path=f"{directory.url_path}atelier-{number:05d}/",
        translation_key=uuid.uuid4(),
    )
    made.story = AmbassadorPage._meta.get_field("story").stream_block.to_python(_story(name))
    return made
