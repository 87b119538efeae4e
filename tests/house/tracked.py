"""The files of the house, as git keeps them."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """List the files that git keeps, relative to the root; those of the folder where there is no git."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        names = done.stdout.splitlines()
    else:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith((".venv/", "var/", ".git/", "."))]
    return tuple(sorted(name for name in set(names) if (ROOT / name).is_file()))


def text_of(path: str) -> str:
    """Return a file's text, or nothing if it is no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def manual(folder: str, pattern: str) -> list[Path]:
    """List the files of a folder whose whole name matches a pattern, in order."""
    return sorted(path for path in (ROOT / folder).iterdir() if re.fullmatch(pattern, path.name))
