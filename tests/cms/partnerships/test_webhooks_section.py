"""The section of webhooks, by clicks and forms, on both sides of the desk."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from standardwebhooks import Webhook
from wagtail.log_actions import registry

from cms.delivery.webhooks import signing
from cms.delivery.webhooks.claiming import claim
from cms.delivery.webhooks.models import Endpoint, Message
from cms.partners.models import Partner, PartnerContact
from cms.partnerships.links import make_link
from cms.partnerships.webhooks_words import attempt_lines
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint, arrive, fail, publish, read_all, touch
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.example.org/in"
EVENTS = ["document.published", "document.updated", "document.withdrawn", "document.gone"]


class Side:
    """One side of the desk: a browser that sits there."""

    def __init__(self, client: Client, partner: Partner, name: str) -> None:
        self.client, self.partner, self.name = client, partner, name

    def url(self, rest: str = "") -> str:
        if self.name == "staff":
            return reverse("partners:section", args=[self.partner.pk, "webhooks", rest])
        return reverse("partnerships:section", args=["webhooks", rest])

    def get(self, rest: str = "", *, status: int = 200) -> str:
        response = self.client.get(self.url(rest))
        assert response.status_code == status, response.content.decode()[:2000]
        return response.content.decode()

    def post(self, rest: str = "", data: dict[str, Any] | None = None, *, status: int = 302) -> Any:
        response = self.client.post(self.url(rest), data or {})
        assert response.status_code == status, response.content.decode()[:3000]
        return response

    def add(self, url: str = HOOK, **data: Any) -> tuple[Endpoint, str]:
        """Add an endpoint; returns it with the secret that was shown."""
        page = self.post("", {"url": url, "events": EVENTS, **data}, status=200)
        assert page["Cache-Control"].find("no-store") >= 0
        shown = re.search(r"whsec_[A-Za-z0-9+/=]+", page.content.decode())
        assert shown is not None
        return Endpoint.objects.get(url=url), shown.group()


@pytest.fixture
def partner() -> Partner:
    return a_partner(name="Ville fictive de Bréville")


@pytest.fixture
def staff(partner: Partner) -> Side:
    user = person("partenariats")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_partner", "change_partner", "access_admin"])
    )
    client = Client()
    client.force_login(user)
    return Side(client, partner, "staff")


@pytest.fixture
def own(partner: Partner) -> Side:
    contact = PartnerContact.objects.create(partner=partner, name="Ada Exemple", email="ada@exemple.fr")
    _link, token = make_link(contact, user=None)
    client = Client()
    client.get(reverse("partnerships:enter", args=[token]))
    return Side(client, partner, "own")


@pytest.fixture(params=["staff", "own"])
def side(request: pytest.FixtureRequest) -> Side:
    return request.getfixturevalue(request.param)


class TestBothSides:
    def test_it_works(self, side: Side) -> None:
        assert side.url() in side.client.get(side.url()).content.decode(), "it has a tab"
        endpoint, secret = side.add(types=["ambassador"], locales=["fr"])
        assert endpoint.partner == side.partner
        assert (endpoint.events, endpoint.types, endpoint.locales) == (EVENTS, ["ambassador"], ["fr"])
        assert HOOK in side.get()
        assert secret not in side.get(f"{endpoint.public_id}/")
        assert secret not in side.get()

    def test_the_secret_that_is_shown_is_the_one_that_signs(self, side: Side) -> None:
        endpoint, secret = side.add()
        side.post(f"{endpoint.public_id}/test/")
        taken = claim(timezone.now())
        assert taken is not None
        headers = signing.headers_for(taken.webhook_id, taken.body, taken.keys, timezone.now())
        assert Webhook(secret).verify(taken.body, headers)["type"] == "ping"

    def test_replacing_the_secret_shows_the_new_one_once(self, side: Side) -> None:
        endpoint, former = side.add()
        page = side.get(f"{endpoint.public_id}/")
        newest = re.search(r'name="newest" value="(\w+)"', page)
        assert newest is not None
        shown = side.post(f"{endpoint.public_id}/secret/", {"newest": newest[1]}, status=200).content.decode()
        endpoint.refresh_from_db()
        assert signing.secret_of(endpoint) in shown
        keys = [base64.b64decode(one.removeprefix("whsec_")) for one in (signing.secret_of(endpoint), former)]
        assert list(signing.keys_of(endpoint, timezone.now())) == keys
        again = side.post(f"{endpoint.public_id}/secret/", {"newest": newest[1]}, status=409).content.decode()
        assert "whsec_" not in again.replace("whsec_,", "")
        endpoint.refresh_from_db()
        assert signing.secret_of(endpoint) in shown, "a form sent twice replaces nothing"

    def test_what_is_told_can_be_changed(self, side: Side) -> None:
        endpoint, _secret = side.add()
        side.post(f"{endpoint.public_id}/wanted/", {"events": ["document.gone"], "locales": ["en"]})
        endpoint.refresh_from_db()
        assert (endpoint.events, endpoint.types, endpoint.locales) == (["document.gone"], [], ["en"])
        side.post(f"{endpoint.public_id}/wanted/", {"events": []}, status=422)

    def test_off_and_on(self, side: Side) -> None:
        endpoint, _secret = side.add()
        side.post(f"{endpoint.public_id}/off/")
        endpoint.refresh_from_db()
        assert (endpoint.is_active, endpoint.disabled_reason) == (False, "by_hand")
        side.post(f"{endpoint.public_id}/test/")
        assert not Message.objects.exists(), "no test to one that is off"
        side.post(f"{endpoint.public_id}/on/")
        endpoint.refresh_from_db()
        assert endpoint.is_active

    def test_deleting_asks_first(self, side: Side) -> None:
        endpoint, _secret = side.add()
        side.get(f"{endpoint.public_id}/delete/")
        assert Endpoint.objects.exists()
        side.post(f"{endpoint.public_id}/delete/")
        assert not Endpoint.objects.exists()

    def test_everything_is_in_the_audit_log(self, side: Side) -> None:
        endpoint, secret = side.add()
        side.post(f"{endpoint.public_id}/off/")
        side.post(f"{endpoint.public_id}/on/")
        side.post(f"{endpoint.public_id}/delete/")
        entries = registry.get_logs_for_instance(side.partner).order_by("pk")
        actions = [entry.action.rpartition(".")[2] for entry in entries]
        assert actions == ["webhook_added", "webhook_off", "webhook_on", "webhook_deleted"]
        assert all(entry.data["what"] == HOOK for entry in entries)
        assert secret not in str([entry.data for entry in entries])


class TestTheLog:
    def test_it_shows_what_was_sent_and_what_came(self, side: Side) -> None:
        endpoint, _secret = side.add()
        publish()
        read_all(endpoint)
        arrive(timezone.now())
        message = Message.objects.get()
        assert f"messages/{message.pk}/" in side.get(f"{endpoint.public_id}/")
        page = side.get(f"{endpoint.public_id}/messages/{message.pk}/")
        assert message.webhook_id in page
        assert "&quot;document.published&quot;" in page
        assert ">204<" in page

    def test_an_interrupted_attempt_is_said_to_be_one(self, side: Side) -> None:
        endpoint, _secret = side.add()
        publish()
        read_all(endpoint)
        claim(timezone.now())
        message = Message.objects.get()
        side.get(f"{endpoint.public_id}/messages/{message.pk}/")
        message.leased_until = timezone.now() - timedelta(seconds=1)
        with translation.override("en"):
            words = [str(attempt_lines(one)[0].words) for one in (Message.objects.get(), message)]
        assert words == ["on its way", "interrupted: whether it arrived is not known"]

    def test_what_was_given_up_says_why(self, side: Side) -> None:
        endpoint, _secret = side.add()
        side.post(f"{endpoint.public_id}/test/")
        publish()
        read_all(endpoint)
        now = timezone.now()
        while fail(endpoint, now):
            now = Message.objects.order_by("next_at").exclude(next_at=None).values_list("next_at", flat=True).first()
            if now is None:
                break
        for event, said in (
            ("ping", "Un essai n’est pas retenté de lui-même"),
            ("document.published", "flux des changements"),
        ):
            message = Message.objects.get(event=event)
            assert message.state == "failed"
            page = side.get(f"{endpoint.public_id}/messages/{message.pk}/")
            assert "Pourquoi l’envoi s’arrête là" in page
            assert said in page

    def test_the_newest_can_be_sent_again_and_an_older_cannot(self, side: Side) -> None:
        endpoint, _secret = side.add()
        row = publish()
        read_all(endpoint)
        arrive(timezone.now())
        message = Message.objects.get()
        address = f"{endpoint.public_id}/messages/{message.pk}/"
        assert f"{side.url(address)}again/" in side.get(address)
        side.post(f"{address}again/")
        message.refresh_from_db()
        assert message.state == "waiting"
        arrive(timezone.now())
        touch(row)
        read_all(endpoint)
        assert f"{side.url(address)}again/" not in side.get(address)
        side.post(f"{address}again/")
        message.refresh_from_db()
        assert message.state == "delivered"


class TestRefusals:
    @pytest.mark.parametrize(
        "url",
        [
            "http://hooks.example.org/",
            "https://127.0.0.1/",
            "https://localhost/",
            "https://u:p@example.org/",
            "bonjour",
        ],
    )
    def test_an_address_that_we_would_not_send_to(self, own: Side, url: str) -> None:
        page = own.post("", {"url": url, "events": EVENTS}, status=422).content.decode()
        assert "desk-error" in page
        assert not Endpoint.objects.exists()

    def test_the_same_twice_and_one_too_many(self, own: Side) -> None:
        own.add()
        own.post("", {"url": HOOK, "events": EVENTS}, status=422)
        for number in range(4):
            own.add(f"{HOOK}/{number}")
        own.post("", {"url": f"{HOOK}/more", "events": EVENTS}, status=422)
        assert Endpoint.objects.count() == 5

    def test_types_that_the_partner_may_not_have_are_not_offered(self, own: Side) -> None:
        own.partner.allowed_types = ["news"]
        own.partner.save()
        assert 'value="ambassador"' not in own.get()
        own.post("", {"url": HOOK, "events": EVENTS, "types": ["ambassador"]}, status=422)

    @pytest.mark.parametrize("rest", ["", "test/", "off/", "delete/", "secret/", "wanted/", "messages/{message}/"])
    def test_another_partner_s_endpoint_does_not_exist(self, side: Side, rest: str) -> None:
        foreign = an_endpoint(a_partner(), HOOK)
        publish()
        read_all(foreign)
        path = f"{foreign.public_id}/" + rest.format(message=Message.objects.get().pk)
        side.get(path, status=404)
        side.post(path, status=404)
        foreign.refresh_from_db()
        assert foreign.is_active

    def test_a_message_of_another_endpoint_does_not_exist(self, side: Side) -> None:
        mine, _secret = side.add()
        foreign = an_endpoint(a_partner(), HOOK)
        publish()
        read_all(foreign)
        side.get(f"{mine.public_id}/messages/{Message.objects.get().pk}/", status=404)

    @pytest.mark.parametrize("rest", ["nonsense", "../", "0" * 36 + "/", "messages/1/", "{id}/nonsense/"])
    def test_an_unknown_address(self, side: Side, rest: str) -> None:
        endpoint, _secret = side.add()
        assert side.client.get(side.url() + rest.format(id=endpoint.public_id)).status_code in (301, 404)

    def test_reading_staff_change_nothing(self, staff: Side) -> None:
        endpoint, _secret = staff.add()
        reader = person("lecture")
        reader.user_permissions.set(Permission.objects.filter(codename__in=["view_partner", "access_admin"]))
        staff.client.force_login(reader)
        page = staff.get(f"{endpoint.public_id}/")
        assert "<form" not in page[page.index("desk-section") :].split("</section>")[0]
        for rest in ("", f"{endpoint.public_id}/off/", f"{endpoint.public_id}/secret/"):
            assert staff.client.post(staff.url(rest)).status_code in (302, 403)
        endpoint.refresh_from_db()
        assert endpoint.is_active

    @pytest.mark.parametrize("rest", ["test/", "off/", "on/", "secret/", "wanted/"])
    def test_a_link_changes_nothing(self, side: Side, rest: str) -> None:
        endpoint, _secret = side.add()
        side.get(f"{endpoint.public_id}/{rest}", status=405)
