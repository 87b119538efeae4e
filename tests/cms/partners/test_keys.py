"""Keys: what is kept of them, how one replaces another, and the day they were used."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.test import Client
from django.utils import timezone

from cms.partners import keys, usage
from cms.partners.choices import KeyKind
from cms.partners.keys import OVERLAP, PartnerOnHold, digest, issue_key, revoke_key, valid_keys
from cms.partners.models import Partner, PartnerKey
from tests.partners_world import get, known, partner

pytestmark = pytest.mark.django_db
URL = "/api/v1/"


def valid(of: Partner) -> list[str]:
    return sorted(key.digest for key in valid_keys().filter(partner=of))


class TestIssuing:
    def test_it_works(self) -> None:
        text = issue_key(partner(), KeyKind.SECRET)
        assert keys.FORM.fullmatch(text)
        assert text.startswith("fvm_sk_")

    def test_no_two_are_alike(self) -> None:
        made = partner()
        assert len({issue_key(made, KeyKind.PUBLISHABLE) for _ in range(20)}) == 20

    def test_the_database_holds_a_digest_and_the_first_letters(self) -> None:
        who = known()
        stored = serialize("json", [*PartnerKey.objects.all(), who.partner])
        for text in (who.secret, who.publishable):
            assert digest(text) in stored
            assert text[:13] in stored
            assert text[:14] not in stored
            assert text[13:] not in stored

    def test_two_are_valid_while_one_replaces_the_other(self) -> None:
        made = partner()
        first, second = issue_key(made, KeyKind.SECRET), issue_key(made, KeyKind.SECRET)
        assert valid(made) == sorted([digest(first), digest(second)])
        ends = PartnerKey.objects.get(digest=digest(first)).expires_at
        assert ends is not None
        assert abs(ends - timezone.now() - OVERLAP) < datetime.timedelta(minutes=1)
        assert PartnerKey.objects.get(digest=digest(second)).expires_at is None

    def test_a_third_revokes_the_oldest_at_once(self) -> None:
        made = partner()
        first, second, third = (issue_key(made, KeyKind.SECRET) for _ in range(3))
        assert valid(made) == sorted([digest(second), digest(third)])
        assert PartnerKey.objects.get(digest=digest(first)).revoked_at is not None

    def test_a_key_that_was_to_end_sooner_still_does(self) -> None:
        made = partner()
        issue_key(made, KeyKind.SECRET)
        soon = timezone.now() + datetime.timedelta(days=1)
        PartnerKey.objects.update(expires_at=soon)
        issue_key(made, KeyKind.SECRET)
        assert PartnerKey.objects.order_by("pk")[0].expires_at == soon

    def test_kinds_and_partners_do_not_touch_each_other(self) -> None:
        one, other = known(), known()
        for _ in range(2):
            issue_key(one.partner, KeyKind.SECRET)
        assert digest(one.publishable) in valid(one.partner)
        assert valid(other.partner) == sorted([digest(other.secret), digest(other.publishable)])

    def test_a_partner_on_hold_gets_none(self) -> None:
        made = partner(is_active=False)
        with pytest.raises(PartnerOnHold):
            issue_key(made, KeyKind.SECRET)
        assert not made.keys.exists()

    def test_a_stale_copy_of_the_partner_does_not_help(self) -> None:
        made = partner()
        Partner.objects.update(is_active=False)
        with pytest.raises(PartnerOnHold):
            issue_key(made, KeyKind.SECRET)


class TestRevoking:
    def test_it_counts_from_the_next_request_on(self) -> None:
        who = known()
        assert get(URL, who).status_code == 200
        assert revoke_key(who.partner.keys.get(kind=KeyKind.SECRET))
        assert get(URL, who).status_code == 401

    def test_a_second_time_changes_nothing(self) -> None:
        who = known()
        key = who.partner.keys.get(kind=KeyKind.SECRET)
        revoke_key(key)
        at = PartnerKey.objects.get(pk=key.pk).revoked_at
        assert not revoke_key(PartnerKey.objects.get(pk=key.pk))
        assert PartnerKey.objects.get(pk=key.pk).revoked_at == at


class TestUse:
    def test_the_day_is_written_with_the_usage_and_no_request_waits_for_it(self, django_assert_num_queries) -> None:
        who = known()
        with django_assert_num_queries(1):
            get(URL, who)
        usage.flush()
        assert who.partner.keys.get(kind=KeyKind.SECRET).last_used_on == timezone.localdate()

    def test_a_later_day_is_written_and_an_earlier_one_never(self) -> None:
        who = known()
        today = timezone.localdate()
        for known_day in (today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)):
            PartnerKey.objects.update(last_used_on=known_day)
            get(URL, who)
            usage.flush()
            assert who.partner.keys.get(kind=KeyKind.SECRET).last_used_on == max(today, known_day)

    def test_a_refused_page_is_no_use(self) -> None:
        who = known()
        Client().get(f"{URL}?key={who.publishable}", headers={"origin": "https://ailleurs.example"})
        usage.flush()
        assert who.partner.keys.get(kind=KeyKind.PUBLISHABLE).last_used_on is None


class TestOrigin:
    def test_the_model_keeps_it_as_browsers_send_it(self) -> None:
        made = partner(origins=())
        row = made.origins.model(partner=made, origin="HTTPS://Www.Ville-Exemple.FR:443/")
        row.full_clean()
        assert row.origin == "https://www.ville-exemple.fr"

    def test_it_refuses_a_path(self) -> None:
        made = partner(origins=())
        with pytest.raises(ValidationError):
            made.origins.model(partner=made, origin="https://www.ville-exemple.fr/page").full_clean()
