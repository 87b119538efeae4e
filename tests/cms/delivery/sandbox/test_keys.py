"""Keys in the sandbox: those that everybody knows do what they say, and none opens anything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.partners import sandbox as partner
from cms.partners.choices import KeyKind
from cms.partners.keys import FORM, issue_key
from cms.partners.models import Partner, PartnerKey
from tests import factories

LIST = "/sandbox/api/v1/ambassadors?limit=1"
KEYS = (
    partner.SECRET_KEY,
    partner.PUBLISHABLE_KEY,
    partner.REVOKED_SECRET_KEY,
    partner.REVOKED_PUBLISHABLE_KEY,
    partner.LIMITED_KEY,
)
ORIGIN = "http://localhost:3000"


def ask(client: Client, key: str, address: str = LIST, **headers: str) -> Any:
    return client.get(address, headers={"authorization": f"Bearer {key}", **headers})


def ask_publishable(client: Client, key: str, origin: str = ORIGIN, address: str = LIST) -> Any:
    return client.get(f"{address}&key={key}", headers={"origin": origin} if origin else {})


class TestSandboxKeys:
    @pytest.mark.parametrize("key", KEYS)
    def test_they_have_the_form_of_real_ones(self, key: str) -> None:
        assert FORM.fullmatch(key)

    def test_no_key_is_needed(self, client: Client) -> None:
        response = client.get(LIST)
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("public")
        assert response["Access-Control-Allow-Origin"] == "*"

    def test_a_secret_key_makes_answers_private(self, client: Client) -> None:
        response = ask(client, partner.SECRET_KEY)
        assert response.status_code == 200
        assert response["Cache-Control"].startswith("private")
        assert "Authorization" in response["Vary"]
        assert "Access-Control-Allow-Origin" not in response
        assert '"key"' in response["RateLimit-Policy"]

    @pytest.mark.parametrize("origin", partner.ORIGINS)
    def test_a_publishable_key_is_valid_from_its_origins(self, client: Client, origin: str) -> None:
        response = ask_publishable(client, partner.PUBLISHABLE_KEY, origin)
        assert response.status_code == 200
        assert response["Access-Control-Allow-Origin"] == origin
        assert "Origin" in response["Vary"]

    @pytest.mark.parametrize(
        "origin", ["", "null", "http://localhost:3001", "https://localhost", "http://localhost:3000.evil"]
    )
    def test_and_from_no_other(self, client: Client, origin: str) -> None:
        response = ask_publishable(client, partner.PUBLISHABLE_KEY, origin)
        assert response.status_code == 403
        assert "Access-Control-Allow-Origin" not in response

    def test_a_link_carries_the_publishable_key_on(self, client: Client) -> None:
        assert f"key={partner.PUBLISHABLE_KEY}" in ask_publishable(client, partner.PUBLISHABLE_KEY).json()["next"]

    def test_revoked_ones_open_nothing(self, client: Client) -> None:
        assert ask(client, partner.REVOKED_SECRET_KEY).status_code == 401
        assert ask_publishable(client, partner.REVOKED_PUBLISHABLE_KEY).status_code == 401

    def test_the_sixth_request_within_a_minute_waits(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.partners.limits.time.time", lambda: 4_000_000_000.0)
        answers = [ask(client, partner.LIMITED_KEY) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert answers[-1]["Retry-After"] == "20"
        other = client.get(LIST, headers={"authorization": f"Bearer {partner.LIMITED_KEY}"}, REMOTE_ADDR="203.0.113.9")
        assert other.status_code == 200, "one developer must not use up another's"


class TestRealKeys:
    def test_a_real_key_is_refused_with_an_explanation(self, client: Client) -> None:
        real = issue_key(Partner.objects.create(name="Ville inventée"), KeyKind.SECRET)
        response = ask(client, real)
        assert response.status_code == 401
        assert "/sandbox/" in response.json()["detail"]
        assert ask(client, real, "/api/v1/ambassadors").status_code == 200

    def test_any_other_key_is_refused(self, client: Client) -> None:
        for key in ("x", "fvm_sk_" + "a" * 43, partner.SECRET_KEY[:-1] + "1"):
            assert ask(client, key).status_code == 401

    @pytest.mark.parametrize("key", KEYS)
    def test_none_opens_a_real_address(self, client: Client, key: str) -> None:
        assert not PartnerKey.objects.exists()
        if key.startswith("fvm_sk_"):
            assert ask(client, key, "/api/v1/ambassadors").status_code == 401
        else:
            assert ask_publishable(client, key, address="/api/v1/ambassadors?limit=1").status_code == 401


class TestApart:
    def test_the_sandbox_never_shows_a_real_document(self, client: Client) -> None:
        page = factories.ambassador(title="Fonderie véritable", slug="veritable")
        real = client.get("/api/v1/ambassadors/veritable")
        assert real.status_code == 200
        for address in ("ambassadors/veritable", f"documents/{real.json()['id']}"):
            assert client.get(f"/sandbox/api/v1/{address}").status_code == 404
        found = client.get(f"/sandbox/api/v1/resolve?path={page.get_url()}")
        assert found.status_code == 404

    def test_nor_the_real_addresses_an_invented_one(self, client: Client) -> None:
        document = client.get("/sandbox/api/v1/ambassadors/ordinary").json()
        assert client.get(f"/api/v1/documents/{document['id']}").status_code == 404
        assert client.get("/api/v1/ambassadors/ordinary").status_code == 404
        assert client.get("/api/v1/ambassadors?include=total").json()["total"] == 0
        assert client.get("/api/v1/resolve?path=/sandbox/site/ambassadors/ordinary/").status_code == 404
