"""The demonstration's pictures: cut by the project itself, the same on every machine, free to reuse."""

from __future__ import annotations

import io
from collections.abc import Callable

from cms.demo.drawings import fire, laboratory, matter, metal, territory
from cms.demo.drawings.sheet import PAPER, Sheet

DRAWINGS: dict[str, Callable[[Sheet], None]] = {
    "aircraft": metal.aircraft,
    "bakery": fire.bakery,
    "bicycle": metal.bicycle,
    "brewery": fire.brewery,
    "circuits": laboratory.circuits,
    "cosmetics": laboratory.cosmetics,
    "energy": fire.energy,
    "foundry": fire.foundry,
    "furniture": matter.furniture,
    "hands": territory.hands,
    "keys": matter.keys,
    "luthier": matter.luthier,
    "machine-tool": metal.machine_tool,
    "market": territory.market,
    "mechanics": metal.mechanics,
    "plates": territory.plates,
    "river": territory.river,
    "skyline": territory.skyline,
    "stone": matter.stone,
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
