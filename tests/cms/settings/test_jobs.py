"""The jobs of the minute, run in one process."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from cms.management.commands import run_jobs

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    call_command("run_jobs", stdout=StringIO())


def test_one_that_fails_does_not_stop_the_rest(monkeypatch: Any) -> None:
    called = []

    def call(job: str, **kwargs: Any) -> None:
        called.append(job)
        if job == "sweep":
            raise ValueError("broken")
        if job == "publish_scheduled":
            raise SystemExit(1)

    monkeypatch.setattr(run_jobs, "call_command", call)
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("run_jobs", stderr=errors)
    assert called == list(run_jobs.JOBS)
    assert errors.getvalue().strip() == "failed: publish_scheduled, sweep"
