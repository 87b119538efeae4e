"""The page of the change feed tells every reason that a gate of the house can give for a tombstone."""

from __future__ import annotations

import re
from pathlib import Path

from cms.feed.changes import EXPIRED, OTHER_TYPE, SCHEDULED
from cms.workflow.gates import MESSAGES

ROOT = Path(__file__).parents[2]
# Who registers a gate, and who buries what no gate speaks of.
SOURCES = ("cms/feed/gates.py", "cms/feed/plan.py", "cms/releases/holding.py")
_CODE = re.compile(r'\bReason\(\s*"([a-z_]+)"')


def codes_given() -> set[str]:
    files = {*(ROOT / name for name in SOURCES), *(ROOT / "cms").rglob("gates.py")}
    found = {code for file in files for code in _CODE.findall(file.read_text(encoding="utf-8"))}
    return found | {f"not_{kind.value}" for kind in MESSAGES} | {EXPIRED, OTHER_TYPE, SCHEDULED}


def codes_told() -> set[str]:
    text = (ROOT / "docs/api/changes.md").read_text(encoding="utf-8")
    table = text.split("| `reason` | what happened |", 1)[1].split("\n\n", 1)[0]
    return {code for row in table.splitlines()[2:] for code in re.findall(r"`([a-z_]+)`", row.split("|")[1])}


def test_the_table_of_reasons_is_whole() -> None:
    given = codes_given()
    assert {"consent_withdrawn", "withdrawn", "mandate_ended", "held_by_release", "not_sign_off"} <= given
    assert codes_told() == given
