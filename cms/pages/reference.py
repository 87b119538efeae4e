"""Reference data that ships with the code: the communes of the territory and the branches of industry.

Another territory puts its own `communes-<department>.csv` beside ours; nothing else names the department.
Source and licence of each file: data/README.md.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

DATA_DIR = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Commune:
    """One commune of the territory.

    Units: `latitude` and `longitude` are WGS 84 degrees of an approximate centre, good to about a kilometre;
    `tile_column` and `tile_row` count from 1 at the north-west corner of the schematic map.
    """

    code: str
    name: str
    postcodes: tuple[str, ...]
    population: int
    latitude: float
    longitude: float
    tile_column: int
    tile_row: int


@dataclass(frozen=True)
class NafDivision:
    """One division (two digits) of the French classification of activities."""

    code: str
    fr: str
    en: str

    def label(self, locale: str) -> str:
        """Return the label in a language: French in French, English otherwise."""
        return self.fr if locale.startswith("fr") else self.en


@cache
def _communes_by_code(department: str) -> dict[str, Commune]:
    path = DATA_DIR / f"communes-{department}.csv"
    if not path.exists():
        raise ImproperlyConfigured(f"TERRITORY_DEPARTMENT is {department!r} but {path.name} is not in {DATA_DIR}.")
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Commune(
                code=row["code"],
                name=row["name"],
                postcodes=tuple(row["postcodes"].split()),
                population=int(row["population"]),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                tile_column=int(row["tile_column"]),
                tile_row=int(row["tile_row"]),
            )
            for row in csv.DictReader(lines)
        }


@cache
def _naf_by_code() -> dict[str, NafDivision]:
    with (DATA_DIR / "naf-divisions.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: NafDivision(**row) for row in csv.DictReader(lines)}


def communes() -> tuple[Commune, ...]:
    """List the communes of the territory in the order of their INSEE codes."""
    return tuple(_communes_by_code(settings.TERRITORY_DEPARTMENT).values())


def commune(code: str) -> Commune | None:
    """Return the commune with this INSEE code, or None if it is not in the territory."""
    return _communes_by_code(settings.TERRITORY_DEPARTMENT).get(code)


def commune_choices() -> list[tuple[str, str]]:
    """List (code, label) for a form. A model field takes the function itself, so migrations hold no list."""
    return [(c.code, f"{c.name} ({', '.join(c.postcodes)})") for c in communes()]


def naf_divisions() -> tuple[NafDivision, ...]:
    """List the 88 divisions of NAF rev. 2 in the order of their codes."""
    return tuple(_naf_by_code().values())


def naf_division(code: str) -> NafDivision | None:
    """Return the division with this two-digit code, or None."""
    return _naf_by_code().get(code)


def naf_choices() -> list[tuple[str, str]]:
    """List (code, label) for a form, in the language of the person at work."""
    locale = get_language() or "fr"
    return [(division.code, f"{division.code} {division.label(locale)}") for division in naf_divisions()]
