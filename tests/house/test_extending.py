"""The document that says how to add a content type is followed word by word, in a database without content."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from django.utils import timezone
from pydantic import Field
from wagtail import blocks

from cms.blocks import base, story
from cms.blocks.context import PublicContext
from cms.feed import gates
from cms.feed.models import State
from cms.media.shapes import PublicShape

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "extending.md"
NAMED_BLOCK = re.compile(
    r"^```(?:python|html)\n(?:# |<!-- )(opendays/\S+?)(?: -->)?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
SETTINGS = """
from cms.settings.dev import *

DEBUG = False
DEMO_ALLOWED = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS.insert(INSTALLED_APPS.index("news") + 1, "opendays")
LOGGING["root"]["level"] = "WARNING"
"""
TRIAL = """
import datetime, json
from django.test import Client
from cms.feed import triggers
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Outcome
from home.models import HomePage
from opendays.models import OpenDayPage

def decide(page):
    # Every decision that a page needs, as its workflow would take them.
    for kind in missing(page):
        record(page=page, digest=fingerprint(page), kind=kind, outcome=Outcome.APPROVED, user_name="trial")

page = OpenDayPage(title="Portes ouvertes", summary="Un samedi.", day=datetime.date(2027, 4, 3))
page.body = [("heading", {"text": "La coulée", "level": "2", "anchor": ""})]
with editorial_transaction():
    HomePage.objects.get().add_child(instance=page)
    revision = page.save_revision()
    decide(page)
    revision.publish()

client = Client()
get = lambda address: client.get(address, HTTP_HOST="localhost")
found = {
    "list": get("/api/v1/open-days?month=2027-04&include=facets").json(),
    "detail": get("/api/v1/open-days/portes-ouvertes").json(),
    "resolve": get("/api/v1/resolve?path=/portes-ouvertes/").json(),
    "search": get("/api/v1/search?q=portes").json(),
    "openapi": get("/api/v1/openapi.json").json(),
    "page": get("/portes-ouvertes/").content.decode(),
    "verify": dict(verify_feed().differences),
    "triggers": triggers.missing(),
}
OpenDayPage.objects.filter(pk=page.pk).update(day=datetime.date(2027, 5, 8))
found["unswept"] = dict(verify_feed().differences)
with editorial_transaction():
    decide(OpenDayPage.objects.get(pk=page.pk))
found["after_update"] = get("/api/v1/open-days/portes-ouvertes").json()["day"]
with editorial_transaction():
    OpenDayPage.objects.get(pk=page.pk).unpublish()
found["gone"] = get("/api/v1/open-days/portes-ouvertes").status_code
found["verify_at_the_end"] = dict(verify_feed().differences)
print("FOUND " + json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory, migrated):
    """Return what every output says of a content type made from the document alone."""
    place = tmp_path_factory.mktemp("extending")
    blocks = dict(NAMED_BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")))
    assert set(blocks) == {
        "opendays/apps.py", "opendays/models.py", "opendays/feed.py",
        "opendays/templates/opendays/open_day_page.html",
    }  # fmt: skip
    for name, text in {**blocks, "opendays/__init__.py": "", "trial_settings.py": SETTINGS}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "trial_settings",
        "PYTHONPATH": f"{place}{os.pathsep}{ROOT}",
        "VAR_DIR": str(place / "var"),
    }

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=environment, cwd=place, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # Everything but the new app is migrated already: what is left is what the document asks for.
    (place / "var").mkdir()
    shutil.copy(migrated, place / "var" / "db.sqlite3")
    manage("makemigrations", "opendays")
    manage("migrate", "--verbosity", "0")
    answer = manage("shell", "--verbosity", "0", "-c", TRIAL)
    return json.loads(next(line for line in answer.splitlines() if line.startswith("FOUND "))[6:])


# Marked, so that a run of this file alone has the migrated database that it copies.
@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="It makes a database of its own: once is enough.")
class TestContentTypeFromTheDocument:
    def test_it_has_its_list_with_facets(self, found):
        assert [item["day"] for item in found["list"]["items"]] == ["2027-04-03"]
        assert found["list"]["facets"]["month"] == [{"value": "2027-04", "label": "2027-04", "count": 1}]

    def test_it_is_found_by_slug_by_path_and_by_words(self, found):
        assert found["detail"]["body"][0]["value"]["text"] == "La coulée"
        assert found["resolve"]["document"]["id"] == found["detail"]["id"]
        assert [hit["document"]["id"] for hit in found["search"]["items"]] == [found["detail"]["id"]]

    def test_it_is_in_the_contract(self, found):
        assert {"/api/v1/open-days", "/api/v1/open-days/{id_or_slug}"} <= set(found["openapi"]["paths"])
        assert found["openapi"]["components"]["schemas"]["OpenDayDocument"]["properties"]["day"]["examples"]

    def test_people_see_it(self, found):
        assert "<h1>Portes ouvertes</h1>" in found["page"]

    def test_it_is_proven(self, found):
        assert found["verify"] == found["verify_at_the_end"] == {}

    def test_its_table_is_watched(self, found):
        assert found["triggers"] == []
        assert found["unswept"] != {}
        assert found["after_update"] == "2027-05-08"

    def test_it_leaves_a_tombstone(self, found):
        assert found["gone"] == 410


def section(number):
    """Return the only code of one section of the document."""
    text = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {number}. ")[1].split("\n## ")[0]
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return code


class TestBlockFromTheDocument:
    def test_it_speaks_publicly(self):
        names = {
            "Any": Any, "Field": Field, "Literal": Literal, "PublicBlock": base.PublicBlock,
            "PublicContext": PublicContext, "PublicShape": PublicShape, "SpeaksPublicly": base.SpeaksPublicly,
            "_": str, "blocks": blocks,
        }  # fmt: skip
        exec(section(2), names)
        block = names["LessonBlock"]()
        context = SimpleNamespace(text=str.upper)
        assert block.present(block.to_python({"text": "on répare"}), context).text == "ON RÉPARE"
        assert base.type_name(block.shape) == "lesson"
        union = story.story_block_union([*story.STORY_BLOCKS.values(), block])
        assert names["LessonShape"] in union.__args__[0].__args__


class TestGateFromTheDocument:
    @pytest.mark.parametrize(
        ("ends_in", "code", "ends"), [(-1, "mandate_ended", False), (1, None, True), (None, None, False)]
    )
    def test_it_rules(self, monkeypatch, ends_in, code, ends):
        now = timezone.now()
        mandate = None if ends_in is None else SimpleNamespace(ends_at=now + timedelta(days=ends_in))
        monkeypatch.setattr(gates, "_gates", [])
        names = {"_": str, "mandate_of": lambda page: mandate}
        exec(section(3), names)
        (gate,) = gates._gates
        ruling = gate(None, None, now, None)
        assert [(reason.code, reason.state) for reason in ruling.reasons] == ([(code, State.WITHDRAWN)] if code else [])
        assert ruling.not_after == (mandate.ends_at if ends else None)
