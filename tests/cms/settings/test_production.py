"""Production refuses to start without its secrets, in one sentence, and starts with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GOOD = {
    "SECRET_KEY": "".join(chr(33 + number % 90) for number in range(60)),
    "ALLOWED_HOSTS": "fabrique.example",
    "PUBLIC_URL": "https://fabrique.example",
    "DATABASE_URL": "sqlite://:memory:",
}
BAD = [
    ("SECRET_KEY", None, "SECRET_KEY is required"),
    ("SECRET_KEY", "short", "at least 50 characters"),
    ("SECRET_KEY", "a" * 60, "drawn at random"),
    ("SECRET_KEY", "abcd" * 15, "drawn at random"),
    ("SECRET_KEY", "django-insecure-" + GOOD["SECRET_KEY"], "drawn at random"),
    ("ALLOWED_HOSTS", None, "ALLOWED_HOSTS must list"),
    ("ALLOWED_HOSTS", "*", "no wildcard"),
    ("PUBLIC_URL", None, "PUBLIC_URL is required"),
    ("PUBLIC_URL", "http://fabrique.example", "https://"),
    ("DATABASE_URL", None, "DATABASE_URL is required"),
    ("EMAIL_PORT", "smtp", "EMAIL_PORT must be a whole number"),
    ("BEHIND_TLS_PROXY", "perhaps", "BEHIND_TLS_PROXY must be one of true or false"),
]


def manage(tmp_path: Path, *arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run manage.py with production's settings and nothing else of this environment."""
    settings = {**GOOD, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cms.settings.production", **changes}
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
    environment = {**kept, **{name: value for name, value in settings.items() if value is not None}}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_good_settings_start(tmp_path):
    done = manage(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.parametrize(("name", "value", "sentence"), BAD)
def test_a_bad_setting_is_one_sentence(tmp_path, name, value, sentence):
    done = manage(tmp_path, "migrate", **{name: value})
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_command_of_ours_says_it_too(tmp_path):
    done = manage(tmp_path, "sweep", SECRET_KEY=None)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_traceback_shows_where(tmp_path):
    assert "Traceback" in manage(tmp_path, "migrate", "--traceback", SECRET_KEY=None).stderr
