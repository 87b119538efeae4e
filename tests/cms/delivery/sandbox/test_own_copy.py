"""The conformance script against the sandbox itself: a copy that keeps up is well, one that missed a scene is not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.sandbox.writing import advance
from docs.examples import conformance
from docs.examples.conformance import Reply, Report

ROOT = "http://testserver/sandbox"


@pytest.fixture(autouse=True)
def _through_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(url: str, **headers: str) -> Reply:
        parts = urlsplit(url)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = Client().get(f"{parts.path}?{parts.query}", headers=sent)
        return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)

    monkeypatch.setattr(conformance, "ask", ask)


def copy_to(path: Path) -> str:
    path.write_text(json.dumps(conformance.walk(ROOT, Report()).documents))
    return str(path)


class TestOwnCopy:
    def test_one_that_has_just_caught_up_is_well(self, tmp_path: Path) -> None:
        report = conformance.run(ROOT, copy_to(tmp_path / "copy.json"))
        assert report.findings == {}
        assert report.held > 300
        assert "what moved answers 308" in report.checks
        assert "what was deleted answers 410" in report.checks

    def test_one_that_missed_the_withdrawal_is_told_so(self, tmp_path: Path) -> None:
        now = timezone.now()
        advance(now=now + timedelta(minutes=1))
        copy = copy_to(tmp_path / "copy.json")
        for minute in range(2, 6):
            advance(now=now + timedelta(minutes=minute))
        found = conformance.run(ROOT, copy).findings
        assert found.keys() == {"should_have_been_deleted"}
        assert "(consent_withdrawn)" in found["should_have_been_deleted"][0]

    def test_one_that_still_shows_the_withdrawn_photo_is_told_so(self, tmp_path: Path) -> None:
        path = tmp_path / "copy.json"
        held = json.loads(Path(copy_to(path)).read_text())
        spoilt = next(document for document in held.values() if document["slug"] == "photo-withdrawn")
        ordinary = next(document for document in held.values() if document["slug"] == "ordinary")
        former = {**ordinary["image"], "url": f"{ROOT}/withdrawn.jpg", "srcset": []}
        path.write_text(json.dumps({**held, spoilt["id"]: {**spoilt, "image": former}}))
        found = conformance.run(ROOT, str(path)).findings
        assert found["picture_must_not_be_shown"] == [f"{ROOT}/withdrawn.jpg in {spoilt['id']}"]
        assert found["outdated"] == [spoilt["id"]]
