"""From the change feed to a partner's server, once through everything."""

from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone
from standardwebhooks import Webhook

from cms.delivery.webhooks import signing
from cms.delivery.webhooks.endpoints import replace_secret
from cms.delivery.webhooks.messages import ping
from cms.delivery.webhooks.models import Attempt, Endpoint, Message
from cms.delivery.webhooks.worker import Worker
from cms.feed.clock import read_clock
from cms.feed.models import State
from tests.cms.delivery.webhooks.listener import Arrived, Listener, status
from tests.cms.delivery.webhooks.world import publish, remove, touch


def verified(endpoint: Endpoint, arrived: Arrived) -> dict:
    """Verify as a partner does, with the published library."""
    return Webhook(signing.secret_of(endpoint)).verify(arrived.body, arrived.headers)


class TestEveryEvent:
    def test_it_works(self, endpoint: Endpoint, listener: Listener) -> None:
        row = publish(title="Atelier fictif")
        assert Worker().run_round().sent == 1
        body = verified(endpoint, listener.arrived[0])
        assert body == {
            "type": "document.published",
            "timestamp": row.modified_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "data": {
                "id": str(row.document_id),
                "content_id": str(row.content_id),
                "type": "ambassador",
                "locale": "fr",
                "url": f"http://localhost{row.path}",
                "change": row.change,
                "epoch": str(read_clock().epoch),
                "reason": None,
            },
        }
        assert listener.arrived[0].headers["content-type"] == "application/json"

    def test_a_life_is_told_in_order(self, endpoint: Endpoint, listener: Listener) -> None:
        row = publish(title="Texte qui ne doit pas voyager")
        Worker().run_round()
        touch(row)
        Worker().run_round()
        remove(row, state=State.WITHDRAWN, reason="consent_withdrawn")
        Worker().run_round()
        assert listener.events == ["document.published", "document.updated", "document.withdrawn"]
        last = verified(endpoint, listener.arrived[-1])["data"]
        assert (last["url"], last["reason"]) == (None, "consent_withdrawn")
        assert last["content_id"] == str(row.content_id)
        for arrived in listener.arrived:
            assert b"Texte" not in arrived.body

    def test_what_was_public_before_is_not_told_but_known(self, listener: Listener) -> None:
        from tests.cms.delivery.webhooks.world import a_partner, an_endpoint

        row = publish()
        an_endpoint(a_partner(), listener.url)
        Worker().run_round()
        assert listener.events == []
        touch(row)
        Worker().run_round()
        assert listener.events == ["document.updated"]

    def test_a_test_says_so(self, endpoint: Endpoint, listener: Listener) -> None:
        ping(endpoint)
        Worker().run_round()
        body = verified(endpoint, listener.arrived[0])
        assert body["type"] == "ping"
        assert body["data"] == {"endpoint": str(endpoint.public_id)}


class TestRotation:
    def test_both_secrets_verify_until_the_former_ends(self, endpoint: Endpoint, listener: Listener) -> None:
        former = Webhook(signing.secret_of(endpoint))
        replace_secret(endpoint)
        newest = Webhook(signing.secret_of(endpoint))
        ping(endpoint)
        Worker().run_round()
        arrived = listener.arrived[0]
        assert former.verify(arrived.body, arrived.headers) == newest.verify(arrived.body, arrived.headers)
        assert len(arrived.headers["webhook-signature"].split(" ")) == 2
        assert len(signing.keys_of(endpoint, timezone.now() + timedelta(hours=25))) == 1

    def test_replaced_twice_the_oldest_is_worth_nothing(self, endpoint: Endpoint) -> None:
        keys = [signing.keys_of(endpoint, timezone.now())[0]]
        for _ in range(2):
            replace_secret(endpoint)
            keys.append(signing.keys_of(endpoint, timezone.now())[0])
        assert signing.keys_of(endpoint, timezone.now()) == (keys[2], keys[1])

    def test_the_database_alone_signs_nothing(self, endpoint: Endpoint, settings) -> None:
        here = signing.secret_of(endpoint)
        settings.WEBHOOKS_KEY = "another installation with a copy of the database"
        assert signing.secret_of(endpoint) != here

    def test_a_secret_has_the_form_that_libraries_take(self, endpoint: Endpoint) -> None:
        secret = signing.secret_of(endpoint)
        assert secret.startswith("whsec_")
        assert len(signing.keys_of(endpoint, timezone.now())[0]) == 32


class TestTheLog:
    def test_it_keeps_the_class_of_the_answer_and_never_the_answer(
        self, endpoint: Endpoint, listener: Listener
    ) -> None:
        def talkative(handler, _arrived: Arrived) -> None:
            handler.send_response(500, "Secret reason")
            handler.end_headers()
            handler.wfile.write(b"internal-state-of-the-partner")

        listener.answer = talkative
        publish()
        Worker().run_round(seconds=1)
        attempt = Attempt.objects.get()
        assert (attempt.outcome, attempt.status) == ("5xx", 500)
        assert attempt.duration_ms is not None
        kept = json.dumps([list(Attempt.objects.values()), list(Message.objects.values())], default=str)
        assert "internal-state" not in kept
        assert "Secret reason" not in kept

    def test_repeats_carry_one_id_and_each_its_own_time(self, endpoint: Endpoint, listener: Listener) -> None:
        listener.answer = status(503)
        publish()
        Worker().run_round(seconds=1)
        listener.answer = None
        Message.objects.update(next_at=timezone.now())
        Worker().run_round()
        first, second = listener.arrived
        assert first.id == second.id
        assert first.body == second.body
        assert verified(endpoint, second) == json.loads(first.body)
