"""What the pages of the demonstration share: pictures, cohorts, categories, and who signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from wagtail.models import Locale

from ambassadors.models import Cohort
from cms.demo.content import key_of
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from news.models import NewsCategory

COHORTS: dict[str, dict[str, Any]] = {
    "first": {
        "slug": "les-vingt-premiers",
        "year": 2025,
        "fr": {
            "name": "Les vingt premiers",
            "how_chosen": "Choisis par la CCI et la CMA du Val-de-Marne. L’année est donnée pour la démonstration.",
        },
        "en": {
            "name": "The first twenty",
            "how_chosen": "Chosen by the two chambers of Val-de-Marne. The year is given for the demonstration.",
        },
    },
    "challenge": {
        "slug": "le-defi",
        "year": 2026,
        "fr": {
            "name": "Le défi : vingt de plus",
            "how_chosen": "Vingt entreprises à trouver après les premières. L’année est donnée pour la démonstration.",
        },
        "en": {
            "name": "The challenge: twenty more",
            "how_chosen": "Twenty companies to be found after the first. The year is given for the demonstration.",
        },
    },
}
CATEGORIES = {
    "projet": ("Projet", "Project"),
    "ambassadeurs": ("Ambassadeurs", "Ambassadors"),
    "selection": ("Sélection", "Selection"),
    "livre-blanc": ("Livre blanc", "White paper"),
    "metiers": ("Métiers", "Trades"),
    "transition": ("Transition", "Transition"),
}


@dataclass(frozen=True)
class Shelf:
    """What a page may take from."""

    pictures: dict[str, Image]
    cohorts: dict[str, Cohort]
    categories: dict[str, NewsCategory]
    writer: AbstractUser
    reviewer: AbstractUser
    publisher: AbstractUser


def locales() -> dict[str, Locale]:
    """Return the two locales of the site by language code."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fr", "en")}


def load_cohorts() -> dict[str, Cohort]:
    """Return the French cohorts by their name in the files, adding them in both languages where they are missing."""
    found = {}
    for name, facts in COHORTS.items():
        shared = {"slug": facts["slug"], "year": facts["year"]}
        texts = {code: {**shared, **facts[code]} for code in ("fr", "en")}
        found[name] = _translated(Cohort, f"cohort/{name}", texts)
    return found


def load_categories() -> dict[str, NewsCategory]:
    """Return the French categories by slug, adding them in both languages where they are missing."""
    return {
        slug: _translated(
            NewsCategory, f"category/{slug}", {"fr": {"name": fr, "slug": slug}, "en": {"name": en, "slug": slug}}
        )
        for slug, (fr, en) in CATEGORIES.items()
    }


def _translated(model: type[Any], name: str, texts: dict[str, dict[str, Any]]) -> Any:
    key = key_of("snippet", name)
    for code, locale in locales().items():
        known = model.objects.filter(slug=texts[code]["slug"], locale=locale).first()
        if known is not None:
            # An editor's own snippet may have taken the name: its translation then shares that one's key.
            key = known.translation_key
            continue
        with editorial_transaction():
            model.objects.create(locale=locale, translation_key=key, **texts[code])
    return model.objects.get(slug=texts["fr"]["slug"], locale=locales()["fr"])
