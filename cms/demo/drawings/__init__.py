"""The demonstration's pictures: cut by the project itself, the same on every machine, free to reuse."""

from __future__ import annotations

import io
from collections.abc import Callable

from cms.demo.drawings import fire, laboratory, machining, masonry, places, trades, vehicles, wood
from cms.demo.drawings.sheet import PAPER, Sheet

DRAWINGS: dict[str, Callable[[Sheet], None]] = {
    "aircraft": vehicles.aircraft,
    "bakery": fire.bakery,
    "bicycle": vehicles.bicycle,
    "brewery": fire.brewery,
    "circuits": laboratory.circuits,
    "cosmetics": laboratory.cosmetics,
    "energy": fire.energy,
    "foundry": fire.foundry,
    "furniture": wood.furniture,
    "hands": trades.hands,
    "keys": masonry.keys,
    "luthier": wood.luthier,
    "machine-tool": machining.machine_tool,
    "market": places.market,
    "mechanics": machining.mechanics,
    "plates": trades.plates,
    "river": places.river,
    "skyline": places.skyline,
    "stone": masonry.stone,
}

# What the staff read in the image library.
NAMES = {
    "aircraft": "fuselage d’avion",
    "bakery": "miche et four",
    "bicycle": "vélo-cargo",
    "brewery": "cuves de brassage",
    "circuits": "circuit imprimé",
    "cosmetics": "alambic et savons",
    "energy": "four et échangeur",
    "foundry": "poche de fonderie",
    "furniture": "table et assemblage",
    "hands": "deux mains",
    "keys": "trousseau de clés",
    "luthier": "table de violon",
    "machine-tool": "fraiseuse",
    "market": "marché de Rungis",
    "mechanics": "pièce tournée",
    "plates": "plaques d’atelier",
    "river": "péniche et pont",
    "skyline": "ligne de toits",
    "stone": "voûte et ciseau",
}


def drawn(name: str) -> bytes:
    """Draw a print and return it as PNG.

    Errors: KeyError if there is no drawing of that name.
    """
    sheet = Sheet(PAPER, seed=name)
    DRAWINGS[name](sheet)
    out = io.BytesIO()
    # Flat inks: a palette keeps the file small and its edges clean.
    sheet.finished().save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()
