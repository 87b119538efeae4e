"""Invented companies for the sandbox: several communes, branches and cohorts, so that filters have something to do."""

from __future__ import annotations

from typing import Any

from ambassadors.commitments import Chamber, Commitment
from cms.feed.sandbox.drafts import Draft, add_details
from cms.pages.reference import communes, naf_division

SECTORS = ("25", "10", "31", "26", "18")
COHORTS = (
    {"slug": "sandbox-2024", "name": "Bac à sable 2024", "year": 2024},
    {"slug": "sandbox-2025", "name": "Bac à sable 2025", "year": 2025},
)


def details(draft: Draft) -> dict[str, Any]:
    """Return what an invented company says, differing from draft to draft. It has no register number: none is free."""
    number = draft.number
    places = communes()
    place = places[number % len(places)]
    code = SECTORS[number % len(SECTORS)]
    branch = naf_division(code)
    kinds = list(Commitment)
    kind = kinds[number % len(kinds)]
    return {
        "company": {
            "name": f"Atelier inventé nº {number + 1}",
            "siren": None,
            "siret": None,
            "workforce": 3 + number,
            "founded_year": 1900 + number,
            "website": "https://atelier.example/",
            "chamber": (Chamber.CMA if number % 2 else Chamber.CCI).value,
        },
        "commune": {"code": place.code, "name": place.name},
        "location": {"latitude": place.latitude, "longitude": place.longitude},
        "sector": {"code": code, "name": branch.label(draft.locale)} if branch else None,
        "cohort": COHORTS[number % len(COHORTS)],
        "number": number + 1,
        "commitments": [
            {"slug": kind.value, "name": str(kind.label), "evidence": "Neuf salariés sur douze (inventé)."}
        ],
    }


add_details("ambassador", details)
