"""What the clients of others read: a server, and a few documents of several kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from wagtail.models import Site

from cms.feed.models import FeedDocument
from tests import factories
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.served import serving

WORKSHOPS = 5


@dataclass(frozen=True)
class Workshops:
    """Rows alone. Shape: `public` in the order of their titles; `gone` was public."""

    public: list[FeedDocument]
    gone: FeedDocument


@dataclass(frozen=True)
class World(Workshops):
    """What is public, of several kinds."""

    article_title: str
    chapter_title: str


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    """The root of the addresses of a server that answers from the test's own transaction."""
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def contract(root: str, folder: Path) -> Path:
    """The published contract, as that server answered it: what generators are given."""
    path = folder / "openapi.json"
    with urlopen(f"{root}/api/v1/openapi.json") as answer:
        path.write_bytes(answer.read())
    return path


@pytest.fixture
def workshops(db: None) -> Workshops:
    """A few portraits, and one that is no longer public."""
    site_id = Site.objects.get(is_default_site=True).pk
    public = [
        ambassador_row(title=f"Atelier {number}", site_id=site_id, summary="Du bronze, coulé à Créteil.")
        for number in range(WORKSHOPS)
    ]
    return Workshops(public, bury(ambassador_row(title="Parti")))


@pytest.fixture
def world(workshops: Workshops) -> World:
    """Beside them an article and a chapter of a white paper, made from pages."""
    factories.article(title="Une visite")
    factories.chapter(parent=factories.white_paper(), title="Produire")
    return World(workshops.public, workshops.gone, "Une visite", "Produire")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a client is generated, once for the module."""
    return tmp_path_factory.mktemp("client")
