"""Origins and headers that nobody honest sends: nothing is granted, nothing is poisoned, nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.hostile import MARK, headers, origins
from tests.partners_world import ORIGIN, Known, known

pytestmark = pytest.mark.django_db
GRANTS = "Access-Control-Allow-Origin"
CREDENTIALS = "Access-Control-Allow-Credentials"


@pytest.fixture
def who() -> Known:
    return known()


@pytest.fixture
def addresses() -> list[str]:
    row = ambassador_row(slug="fonderie")
    return [
        "/api/v1/", "/api/v1/ambassadors", f"/api/v1/documents/{row.document_id}", "/api/v1/ambassadors/fonderie",
        f"/api/v1/resolve?path={row.path}", "/api/v1/search?q=fonderie", "/api/v1/openapi.json", "/api/v1/nowhere",
    ]  # fmt: skip


class TestOrigins:
    def test_there_are_enough_of_them_and_ours_is_not_among_them(self) -> None:
        assert len(origins()) >= 60
        assert ORIGIN not in origins()

    def test_ours_is_granted_by_name(self, who: Known) -> None:
        answer = Client().get(f"/api/v1/?key={who.publishable}", headers={"origin": ORIGIN})
        assert (answer.status_code, answer[GRANTS]) == (200, ORIGIN)
        assert "Origin" in answer["Vary"]
        assert CREDENTIALS not in answer

    def test_no_other_is_granted_anything(self, who: Known) -> None:
        granted, client = [], Client()
        for origin in origins():
            for ask in (client.get, client.head, client.options):
                answer = ask(f"/api/v1/?key={who.publishable}", HTTP_ORIGIN=origin)
                if answer.status_code != 403 or GRANTS in answer or CREDENTIALS in answer:
                    granted.append((ask.__name__, origin, answer.status_code, answer.get(GRANTS)))
        assert not granted

    def test_no_preflight_admits_a_secret_key(self, who: Known) -> None:
        client = Client()
        for origin in (ORIGIN, *origins()):
            answer = client.options(
                "/api/v1/", HTTP_ORIGIN=origin, HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET",
                HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization",
            )  # fmt: skip
            assert "authorization" not in answer["Access-Control-Allow-Headers"].lower()
            assert answer[GRANTS] == "*"
            assert CREDENTIALS not in answer

    def test_a_secret_key_grants_no_page_anything(self, who: Known) -> None:
        for origin in (ORIGIN, *origins()[:20]):
            answer = Client().get("/api/v1/", HTTP_ORIGIN=origin, HTTP_AUTHORIZATION=who.bearer)
            assert answer.status_code == 200
            assert GRANTS not in answer

    def test_the_open_data_is_everybody_s_and_never_mirrors_an_origin(self) -> None:
        client = Client()
        answers = [client.get("/api/v1/", HTTP_ORIGIN=origin) for origin in origins()]
        assert {answer[GRANTS] for answer in answers} == {"*"}
        assert len({answer.content for answer in answers}) == 1


class TestHeaders:
    def test_there_are_enough_of_them(self) -> None:
        assert len(headers()) >= 300

    def test_none_breaks_or_poisons_an_answer(self, addresses: list[str]) -> None:
        client = Client(raise_request_exception=False)
        clean = {address: client.get(address) for address in addresses}
        # Two of them lead nowhere: an error is poisoned as well as an answer.
        assert [answer.status_code for answer in clean.values()].count(404) == 2
        assert {answer.status_code for answer in clean.values()} == {200, 404}
        wrong: list[Any] = []
        for number, (name, value) in enumerate(headers()):
            # Each address meets dozens of headers, each header one address.
            address = addresses[number % len(addresses)]
            answer = client.get(address, **{name: value})
            if why := poisoned(answer, clean[address]):
                wrong.append((why, address, name, value[:60]))
        assert not wrong

    def test_the_measure_sees_an_answer_that_mirrors_a_host(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]
        clean = Client().get("/api/v1/")
        assert poisoned(Client().get("/api/v1/", HTTP_HOST=MARK), clean)


def poisoned(answer: Any, clean: Any) -> str:
    """Say what is wrong with an answer, or nothing: it is the clean one, one of its variants, or a refusal."""
    head = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
    if answer.status_code >= 500:
        return f"fails with {answer.status_code}"
    if MARK.encode() in answer.content or MARK in head or "X-Injected" in head or answer.cookies:
        return "mirrors what was sent"
    if answer.status_code in (400, 401, 406, 429):
        return "" if answer["Cache-Control"] == "no-store" else "keeps a refusal"
    if answer.status_code == 304:
        return "" if answer["ETag"] == clean.get("ETag") else "is another's 304"
    if answer.status_code != clean.status_code:
        return f"answers {answer.status_code} in place of {clean.status_code}"
    if answer.get("Content-Encoding"):
        return "" if "Accept-Encoding" in answer["Vary"] else "is compressed for everybody"
    return "" if answer.content == clean.content else "is another answer under the same address"
