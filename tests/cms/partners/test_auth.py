"""Who is asking: what each key opens, where it must be sent, and that no log ever holds one."""

from __future__ import annotations

import datetime
import logging
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.media.audiences import Audience
from cms.partners.auth import ANYONE, KeyMisplaced, KeyRefused, OriginRefused, identify
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerKey
from tests.cms.delivery.assertions import assert_problem
from tests.partners_world import ORIGIN, Known, get, known

pytestmark = pytest.mark.django_db
URL = "/api/v1/"


@pytest.fixture
def who() -> Known:
    return known()


def from_a_page(key: str, origin: str = ORIGIN) -> Any:
    return Client().get(f"{URL}?key={key}", headers={"origin": origin})


class TestNoKey:
    def test_it_is_anyone_and_asks_the_database_nothing(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            assert identify() is ANYONE
        assert not ANYONE.is_keyed
        assert ANYONE.may_have("whatever")


class TestSecretKey:
    def test_it_works(self, who: Known, django_assert_num_queries) -> None:
        identify(authorization=who.bearer)
        with django_assert_num_queries(1):
            caller = identify(authorization=who.bearer)
        assert caller.audience == Audience.PARTNERS
        assert (caller.partner_id, caller.types, caller.origin, caller.publishable_key) == (
            who.partner.pk,
            None,
            "",
            "",
        )

    def test_the_scheme_is_read_in_any_case(self, who: Known) -> None:
        assert identify(authorization=f"bEARER {who.secret}").is_keyed

    def test_two_are_valid_during_a_rotation(self, who: Known) -> None:
        new = issue_key(who.partner, KeyKind.SECRET)
        assert identify(authorization=who.bearer).is_keyed
        assert identify(authorization=f"Bearer {new}").is_keyed

    def test_the_oldest_of_three_opens_nothing(self, who: Known) -> None:
        for _ in range(2):
            issue_key(who.partner, KeyKind.SECRET)
        assert_problem(get(URL, who), 401)

    def test_it_ends_at_the_instant(self, who: Known) -> None:
        PartnerKey.objects.update(expires_at=timezone.now() + datetime.timedelta(seconds=30))
        assert get(URL, who).status_code == 200
        PartnerKey.objects.update(expires_at=timezone.now())
        assert_problem(get(URL, who), 401)

    def test_a_partner_on_hold_is_refused_and_let_in_again(self, who: Known) -> None:
        Partner.objects.update(is_active=False)
        assert_problem(get(URL, who), 401)
        Partner.objects.update(is_active=True)
        assert get(URL, who).status_code == 200

    def test_what_was_agreed_is_with_the_caller(self) -> None:
        who = known(allowed_types=["ambassador"], requests_per_minute=7, audience="own")
        caller = identify(authorization=who.bearer)
        assert (caller.audience, caller.requests_per_minute) == (Audience.OWN, 7)
        assert caller.narrowed(["ambassador", "news"]) == ("ambassador",)


class TestPublishableKey:
    def test_it_works_on_its_own_sites(self, who: Known) -> None:
        caller = identify(key=who.publishable, origin=ORIGIN)
        assert (caller.origin, caller.publishable_key) == (ORIGIN, who.publishable)

    @pytest.mark.parametrize("origin", ["", "null", "https://autre.example", ORIGIN + ".", ORIGIN.upper()])
    def test_it_is_refused_elsewhere(self, who: Known, origin: str) -> None:
        with pytest.raises(OriginRefused):
            identify(key=who.publishable, origin=origin)

    def test_an_origin_that_was_taken_away_is_refused_at_once(self, who: Known) -> None:
        assert from_a_page(who.publishable).status_code == 200
        who.partner.origins.all().delete()
        assert_problem(from_a_page(who.publishable), 403)

    def test_another_partner_s_site_is_another_site(self, who: Known) -> None:
        known(origins=["https://autre.example"])
        assert_problem(from_a_page(who.publishable, "https://autre.example"), 403)


class TestWrongKeys:
    @pytest.mark.parametrize(
        "authorization",
        ["Bearer ", "Bearer x", "Bearer fvm_sk_", "Bearer fvm_sk_" + "a" * 43, "Bearer fvm_sk_" + "a" * 500,
         "Bearer fvm_sk_" + "é" * 43, "Bearer fvm_sk_" + "a" * 42 + "\n", "Bearer fvm_sk_%00" + "a" * 40],
    )  # fmt: skip
    def test_whatever_is_wrong_is_refused_alike(self, who: Known, authorization: str) -> None:
        with pytest.raises(KeyRefused):
            identify(authorization=authorization)

    def test_revoked_ended_on_hold_and_unknown_answer_the_same_bytes(self, who: Known) -> None:
        revoked, ended, held = known(), known(), known()
        revoked.partner.keys.update(revoked_at=timezone.now())
        ended.partner.keys.update(expires_at=timezone.now())
        Partner.objects.filter(pk=held.partner.pk).update(is_active=False)
        unknown = Client().get(URL, headers={"authorization": "Bearer fvm_sk_" + "a" * 43})
        for one in (revoked, ended, held):
            answer = get(URL, one)
            assert answer.content == unknown.content
            same = {"Cache-Control", "Vary", "WWW-Authenticate", "Content-Type", "Access-Control-Allow-Origin"}
            assert {name: answer.get(name) for name in same} == {name: unknown.get(name) for name in same}

    @pytest.mark.parametrize(
        ("authorization", "key"),
        [
            ("Basic dTpw", ""),
            ("Token fvm_sk_x", ""),
            ("Bearer PK", ""),
            ("", "SK"),
            ("Bearer SK", "PK"),
            ("fvm_sk_x", ""),
        ],
    )
    def test_a_key_in_the_wrong_place_is_told_where_it_belongs(self, who: Known, authorization: str, key: str) -> None:
        fill = lambda text: text.replace("SK", who.secret).replace("PK", who.publishable)  # noqa: E731
        with pytest.raises(KeyMisplaced) as misplaced:
            identify(authorization=fill(authorization), key=fill(key), origin=ORIGIN)
        assert who.secret not in str(misplaced.value)

    def test_each_kind_opens_nothing_as_the_other(self, who: Known) -> None:
        PartnerKey.objects.filter(kind=KeyKind.SECRET).update(kind=KeyKind.PUBLISHABLE)
        with pytest.raises(KeyRefused):
            identify(authorization=who.bearer)

    def test_a_secret_key_in_an_address_is_refused_even_where_it_is_valid(self, who: Known) -> None:
        answer = Client().get(f"{URL}?key={who.secret}", headers={"origin": ORIGIN})
        assert_problem(answer, 401)
        assert who.secret.encode() not in answer.content

    @pytest.mark.parametrize("query", ["key=", "key=A&key=A", "key=A&%6Bey=A", "k%65y="])
    def test_a_key_is_sent_once_and_not_empty(self, who: Known, query: str) -> None:
        answer = Client().get(f"{URL}?{query.replace('A', who.publishable)}", headers={"origin": ORIGIN})
        assert answer.status_code == 400


class TestLogs:
    def test_none_holds_a_secret_key_at_any_level(self, who: Known, caplog, monkeypatch) -> None:
        for name in ("", "django", "django.request", "django.db.backends", "cms"):
            caplog.set_level(logging.DEBUG, logger=name)
        client = Client(raise_request_exception=False)
        get(URL, who)
        get("/api/v1/nowhere", who)
        client.get(f"{URL}?key={who.secret}")
        client.get(f"/api/v1/ambassadors?limit={who.secret}", headers={"authorization": who.bearer})

        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError(f"it broke with {who.bearer}")

        monkeypatch.setattr("cms.delivery.rest.service.to_json", fail)
        assert client.get(URL, headers={"authorization": who.bearer}).status_code == 500
        logging.getLogger("cms").debug("asked with %s", who.bearer)
        logging.getLogger("cms").debug({"authorization": who.bearer})
        lines = [f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records]
        assert any("it broke with" in line for line in lines)
        assert any("fvm_sk_***" in line for line in lines)
        assert not [line for line in lines if who.secret in line]
