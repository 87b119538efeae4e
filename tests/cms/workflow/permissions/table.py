"""Reads the permission table: who may come to which address of the admin, one line each."""

from __future__ import annotations

from pathlib import Path

from cms.workflow.roles import Role

FILE = Path(__file__).with_name("table.txt")
LETTERS = {
    Role.WRITING: "W",
    Role.REVIEW: "R",
    Role.COMMITTEE: "C",
    Role.PUBLICATION: "P",
    Role.PARTNERSHIPS: "S",
    Role.ADMINISTRATION: "A",
}
ANYONE = "*"


def read_table() -> dict[str, str]:
    """Return the letters of those who are let in, by address. Errors: ValueError for a line twice or a wrong letter."""
    table: dict[str, str] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *letters = line.split()
        if name in table:
            raise ValueError(f"{FILE.name} decides twice on {name}.")
        if wrong := set("".join(letters)) - {*LETTERS.values(), ANYONE, "."}:
            raise ValueError(f"{FILE.name} knows no {wrong} on {name}.")
        table[name] = "".join(letters).replace(".", "")
    return table
