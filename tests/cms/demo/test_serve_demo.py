"""The demonstration is served until it is stopped, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.demo.management.commands import serve_demo


class Sleeper(subprocess.Popen[bytes]):
    """Stands in for the web server; the first time it is waited for, somebody ends this process."""

    code = "import time; time.sleep(60)"
    made: Sleeper
    signal_sent: int | None = signal.SIGTERM

    def __init__(self, _command: Any, **_kwargs: Any):
        super().__init__([sys.executable, "-c", self.code])
        type(self).made = self

    def wait(self, timeout: float | None = None) -> int:
        if self.signal_sent is not None:
            sent, self.signal_sent = self.signal_sent, None
            os.kill(os.getpid(), sent)
        return super().wait(timeout)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO_ALLOWED = True
    monkeypatch.setattr(serve_demo.Command, "_keep_time", lambda *_args: None)
    monkeypatch.setattr(serve_demo.subprocess, "Popen", Sleeper)


def test_who_ends_it_by_its_number_ends_the_server_too() -> None:
    before = signal.getsignal(signal.SIGTERM)
    call_command("serve_demo")
    assert Sleeper.made.returncode == -signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_server_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sleeper, "signal_sent", None)
    monkeypatch.setattr(Sleeper, "code", "raise SystemExit(3)")
    with pytest.raises(CommandError, match="status 3"):
        call_command("serve_demo", port=8123)
