"""The writer's guide stays true: its labels are on the screens, its pictures exist and can be taken anew.

`UPDATE_PICTURES=1 pytest tests/journeys/test_guide_pictures.py` takes them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Picture

from tests.browser import chromium
from tests.journeys.guide_labels import plain, words_of_the_screens
from tests.journeys.guide_walk import VIEWPORT, walk

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide" / "rediger-un-portrait.md"
PICTURES = ROOT / "docs" / "pictures" / "guide"
HEAVIEST_BYTES = 400_000


def named_pictures():
    return re.findall(r"!\[[^\]]+\]\(\.\./pictures/guide/([a-z-]+\.png)\)", GUIDE.read_text(encoding="utf-8"))


def quoted_labels():
    return {plain(label) for label in re.findall(r"\*\*(.+?)\*\*", GUIDE.read_text(encoding="utf-8"))}


class TestGuide:
    def test_every_picture_is_there_once_and_light(self):
        assert sorted(named_pictures()) == sorted(path.name for path in PICTURES.glob("*.png"))
        assert all(path.stat().st_size < HEAVIEST_BYTES for path in PICTURES.glob("*.png"))

    @pytest.mark.django_db
    def test_every_label_is_on_a_screen(self):
        shown = words_of_the_screens()
        whole = set(shown.split("\n"))
        assert len(quoted_labels()) > 40
        missing = {label for label in quoted_labels() - {"en gras"} if label not in whole}
        assert missing == set()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("UPDATE_PICTURES"), reason="Takes the pictures anew: set UPDATE_PICTURES=1.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_pictures_are_taken(live_server, monkeypatch, tmp_path):
    from ambassadors.models import AmbassadorIndexPage
    from cms.demo.drawings import drawn

    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    port = int(live_server.url.rsplit(":", 1)[1])
    call_command("load_demo", port=port, verbosity=0)
    photo = tmp_path / "coulee.png"
    photo.write_bytes(drawn("foundry"))
    directory = AmbassadorIndexPage.objects.get(locale__language_code="fr").pk

    with chromium() as browser:
        context = browser.new_context(viewport=VIEWPORT, locale="fr-FR", reduced_motion="reduce")
        page = context.new_page()

        def shot(name, height=VIEWPORT["height"]):
            path = PICTURES / f"{name}.png"
            page.screenshot(path=path, clip={"x": 0, "y": 0, "width": VIEWPORT["width"], "height": height})
            with Picture.open(path) as picture:
                picture.convert("RGB").quantize(colors=192).save(path, optimize=True)

        walk(page, f"http://127.0.0.1:{port}", directory=directory, photo=photo, shot=shot)
    assert sorted(named_pictures()) == sorted(path.name for path in PICTURES.glob("*.png"))
