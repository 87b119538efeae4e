"""A client that a stranger's generator makes of our contract reads everything, typed, from a real server."""

from __future__ import annotations

import compileall
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest

from tests.cms.delivery.clients.conftest import WORKSHOPS, Workshops, World
from tests.partners_world import known

pytestmark = pytest.mark.once
PACKAGE = "client_of_the_contract"


@pytest.fixture(scope="module")
def _generated(contract: Path, folder: Path) -> Iterator[None]:
    """Generate the package from the published contract; a part that the generator leaves out is an error."""
    settings = folder / "settings.yml"
    # Only the looks of what it writes: its hooks would run a formatter.
    settings.write_text("post_hooks: []\n")
    done = subprocess.run(
        [
            sys.executable, "-m", "openapi_python_client", "generate", "--path", str(contract),
            "--meta", "none", "--config", str(settings), "--output-path", str(folder / PACKAGE), "--fail-on-warning",
        ],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "arning" not in done.stdout
    sys.path.insert(0, str(folder))
    yield
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def part(_generated: None) -> Any:
    """Return a module of the package by its name."""

    def load(name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    return load


@pytest.fixture
def client(part: Any, root: str, workshops: Workshops) -> Any:
    """The client as somebody without a key uses it: an answer that the contract does not name is an exception."""
    return part("client").Client(base_url=root, raise_on_unexpected_status=True)


def test_every_file_of_it_compiles(part: Any, folder: Path) -> None:
    assert compileall.compile_dir(folder / PACKAGE, quiet=1, force=True)
    files = {path.stem for path in (folder / PACKAGE / "api").rglob("*.py")}
    assert {"list_ambassadors", "get_document", "resolve_path", "search", "list_changes", "get_eligibility"} <= files


class TestReading:
    def test_lists_page_by_page(self, client: Any, part: Any) -> None:
        ask, models = part("api.ambassadors.list_ambassadors"), part("models")
        order, titles, after, pages = models.ListAmbassadorsOrder("title"), [], {}, 0
        while True:
            page = ask.sync(client=client, limit=2, order=order, commune=["94028"], **after)
            assert isinstance(page, models.AmbassadorList)
            assert all(isinstance(item, models.AmbassadorItem) for item in page.items)
            titles += [item.title for item in page.items]
            pages += 1
            if page.next_ is None:
                break
            after = {"after": page.next_.partition("after=")[2].partition("&")[0]}
        assert titles == [f"Atelier {number}" for number in range(WORKSHOPS)]
        assert pages == 3

    def test_facets_and_a_total_where_asked_for(self, client: Any, part: Any) -> None:
        models = part("models")
        include = [models.ListAmbassadorsIncludeItem("facets"), models.ListAmbassadorsIncludeItem("total")]
        page = part("api.ambassadors.list_ambassadors").sync(client=client, include=include)
        assert page.total == WORKSHOPS
        assert [(found.value, found.count) for found in page.facets.commune] == [("94028", WORKSHOPS)]

    def test_only_some_fields(self, client: Any, part: Any) -> None:
        models = part("models")
        fields = [models.ListAmbassadorsFieldsItem("title"), models.ListAmbassadorsFieldsItem("slug")]
        page = part("api.ambassadors.list_ambassadors").sync(client=client, fields=fields)
        assert all(isinstance(item, models.PartialAmbassador) for item in page.items)
        assert {tuple(sorted(item.to_dict())) for item in page.items} == {("slug", "title")}

    def test_a_detail_whole(self, client: Any, part: Any, root: str, workshops: Workshops) -> None:
        row, models = workshops.public[0], part("models")
        found = part("api.ambassadors.get_ambassador").sync(row.slug, client=client)
        assert isinstance(found, models.AmbassadorDocument)
        assert (found.id, found.title, found.published_at) == (str(row.document_id), row.title, row.published_at)
        assert [(block.type_, block.value) for block in found.body] == [("rich_text", "<p>Un récit.</p>")]
        with urlopen(f"{root}/api/v1/ambassadors/{row.slug}") as answer:
            sent = json.load(answer)
        assert set(found.to_dict()) == set(sent), "The contract names everything that is sent, and nothing else."

    def test_any_document_as_what_it_is(self, client: Any, part: Any, world: World) -> None:
        models, ask = part("models"), part("api.everything.get_document")
        kinds = {
            "api.news.list_news": models.ArticleDocument,
            "api.chapters.list_chapters": models.ChapterDocument,
            "api.whitepapers.list_whitepapers": models.WhitePaperDocument,
            "api.ambassadors.list_ambassadors": models.AmbassadorDocument,
        }
        for name, kind in kinds.items():
            first = part(name).sync(client=client).items[0]
            assert type(ask.sync(first.id, client=client)) is kind

    def test_what_stands_at_a_path(self, client: Any, part: Any, workshops: Workshops) -> None:
        found = part("api.everything.resolve_path").sync(client=client, path=workshops.public[1].path)
        assert isinstance(found, part("models").ResolvedDocument)
        assert isinstance(found.document, part("models").AmbassadorDocument)
        assert found.document.title == "Atelier 1"

    def test_search(self, client: Any, part: Any, world: World) -> None:
        found = part("api.everything.search").sync(client=client, q="visite")
        assert isinstance(found, part("models").SearchResults)
        assert [(type(hit.document), hit.document.title) for hit in found.items] == [
            (part("models").ArticleItem, world.article_title)
        ]
        assert "<mark>visite</mark>" in found.items[0].highlight.title

    def test_changes_to_the_end(self, client: Any, part: Any, world: World) -> None:
        ask, models, place, items = part("api.everything.list_changes"), part("models"), {}, []
        while True:
            page = ask.sync(client=client, limit=4, **place)
            assert isinstance(page, models.ChangesPage)
            if not page.items:
                break
            items += page.items
            query = dict(pair.split("=") for pair in page.next_.partition("?")[2].split("&"))
            place = {"after": query["after"], "after_change_number": int(query["afterChangeNumber"])}
        held = {item.id: item.data for item in items if isinstance(item, models.UpdatedItem)}
        assert {row.title for row in world.public} <= {document.title for document in held.values()}
        assert all(type(document).__name__.endswith("Document") for document in held.values())
        assert {document.type_ for document in held.values()} >= {"ambassador", "article", "chapter", "whitepaper"}
        assert [item.id for item in items if isinstance(item, models.DeletedItem)] == [str(world.gone.document_id)]

    def test_where_everything_is(self, client: Any, part: Any, root: str) -> None:
        found = part("api.everything.get_service").sync(client=client)
        assert isinstance(found, part("models").ServiceDocument)
        assert found.graphql == f"{root}/api/graphql"


class TestRefusals:
    """Each comes as the shape that the contract declares for it."""

    @pytest.fixture
    def problem(self, part: Any) -> Any:
        return part("models").Problem

    def test_a_parameter_that_must_be_changed(self, client: Any, part: Any, problem: Any) -> None:
        found = part("api.ambassadors.list_ambassadors").sync(client=client, limit=1_000)
        assert isinstance(found, problem)
        assert (found.status, [error.pointer for error in found.errors]) == (400, ["#/query/limit"])

    def test_what_is_not_there_and_what_is_no_longer(
        self, client: Any, part: Any, problem: Any, workshops: Workshops
    ) -> None:
        ask = part("api.everything.get_document")
        found = [ask.sync(str(known_id), client=client) for known_id in (PACKAGE, workshops.gone.document_id)]
        assert all(isinstance(answer, problem) for answer in found)
        assert [answer.status for answer in found] == [404, 410]

    def test_a_key_that_opens_nothing(self, part: Any, problem: Any, root: str, workshops: Workshops) -> None:
        client = part("client").AuthenticatedClient(
            base_url=root, token="fvm_sk_nothing", raise_on_unexpected_status=True
        )
        found = part("api.ambassadors.list_ambassadors").sync(client=client)
        assert isinstance(found, problem)
        assert found.status == 401

    def test_too_many_requests(self, client: Any, part: Any, problem: Any, settings: Any) -> None:
        settings.OPEN_REQUESTS_PER_MINUTE = 0
        answer = part("api.news.list_news").sync_detailed(client=client)
        assert isinstance(answer.parsed, problem)
        assert answer.parsed.status == 429
        assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_partner_asks_whether_it_has_a_document(part: Any, root: str, workshops: Workshops) -> None:
    who = known(audience="open")
    client = part("client").AuthenticatedClient(base_url=root, token=who.secret, raise_on_unexpected_status=True)
    ask, models = part("api.everything.get_eligibility"), part("models")
    found = ask.sync(str(workshops.public[0].document_id), client=client)
    assert isinstance(found, models.EligibilityAnswer)
    assert found.in_feed
    assert [rule.holds for rule in found.rules] == [True, True, True]
    assert not ask.sync(str(workshops.gone.document_id), client=client).in_feed
