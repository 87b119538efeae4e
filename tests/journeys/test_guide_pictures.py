"""The guides stay true: their labels are on the screens, their pictures exist and can be taken anew.

`UPDATE_PICTURES=1 pytest tests/journeys/test_guide_pictures.py` takes them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings

from tests.browser import chromium
from tests.journeys.guide_labels import plain, words_of_the_house, words_of_the_screens
from tests.journeys.screens import load_house

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
PICTURES = GUIDES.parent / "pictures" / "guide"
HEAVIEST_BYTES = 400_000
NAMES = sorted(path.name for path in GUIDES.glob("*.md") if path.name != "README.md")
PROMISED = {
    "rediger-un-portrait.md",
    "relire-et-approuver.md",
    "faire-signer-un-bon-a-tirer.md",
    "instruire-une-candidature.md",
    "retirer-une-image.md",
    "accueillir-un-partenaire.md",
}


def named_pictures(guide):
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return re.findall(r"!\[[^\]]+\]\(\.\./pictures/guide/([a-z-]+\.png)\)", text)


def quoted_labels(guide):
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return {plain(label) for label in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)} - {"en gras"}


def taken():
    return sorted(path.name for path in PICTURES.glob("*.png"))


class TestGuides:
    def test_every_guide_is_there_and_listed(self):
        assert set(NAMES) >= PROMISED
        index = (GUIDES / "README.md").read_text(encoding="utf-8")
        assert [name for name in NAMES if f"]({name})" not in index] == []

    def test_every_picture_is_there_once_and_light(self):
        assert sorted(name for guide in NAMES for name in named_pictures(guide)) == taken()
        assert all(path.stat().st_size < HEAVIEST_BYTES for path in PICTURES.glob("*.png"))

    @pytest.mark.parametrize("guide", NAMES)
    def test_every_guide_shows_its_screens(self, guide):
        assert len(named_pictures(guide)) >= 2


@pytest.mark.slow
@pytest.mark.gated
class TestLabels(TestCase):
    def test_every_label_is_on_a_screen(self):
        load_house(port=8123)
        shown = words_of_the_screens()
        ours = words_of_the_house()
        missing = {guide: sorted(quoted_labels(guide) - shown - ours) for guide in NAMES}
        assert {guide: labels for guide, labels in missing.items() if labels} == {}
        # At least half of them stand there for all to see, not in some rare state.
        for guide in NAMES:
            labels = quoted_labels(guide)
            assert len(labels) > 8, guide
            assert len(labels & shown) >= len(labels) / 2, (guide, sorted(labels - shown))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.gated
@pytest.mark.skipif(not os.environ.get("UPDATE_PICTURES"), reason="Takes the pictures anew: set UPDATE_PICTURES=1.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_pictures_are_taken(live_server, monkeypatch, tmp_path):
    from cms.demo.drawings import drawn
    from tests.journeys.guide_partners import partners
    from tests.journeys.guide_rounds import rounds
    from tests.journeys.guide_walk import walk
    from tests.journeys.photographer import Photographer

    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    port = int(live_server.url.rsplit(":", 1)[1])
    site = f"http://127.0.0.1:{port}"
    with override_settings(WAGTAILADMIN_BASE_URL=site):
        call_command("load_demo", port=port, verbosity=0)
        photo = tmp_path / "coulee.png"
        photo.write_bytes(drawn("foundry"))
        with chromium() as browser:
            photographer = Photographer(browser, site, PICTURES)
            rounds(photographer)
            partners(photographer)
            walk(photographer, photo)
    assert sorted(name for guide in NAMES for name in named_pictures(guide)) == taken()
