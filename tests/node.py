"""Node, for the clients that others wrote in JavaScript: tests/npm, installed from its lock by `make test`."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

NPM = Path(__file__).parent / "npm"
MODULES = NPM / "node_modules"
NODE = shutil.which("node")


@cache
def missing() -> str:
    """Return what to do before tests marked `node` can run, or nothing where they can."""
    if NODE is None:
        return "apt-get install nodejs npm"
    wanted = [name for name in _dependencies() if not (MODULES / name).is_dir()]
    return f"npm ci --prefix tests/npm (for {', '.join(wanted)})" if wanted else ""


def run_node(*arguments: str, cwd: Path = NPM, timeout_s: int = 120) -> subprocess.CompletedProcess[str]:
    """Run a script with node and return what came of it."""
    return subprocess.run(
        [str(NODE), *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=timeout_s
    )


def _dependencies() -> list[str]:
    return list(json.loads((NPM / "package.json").read_text())["dependencies"])
