"""A consent as staff write it down: complete, without contradictions, and heard by the rights at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.media.audiences import Audience
from cms.media.models import Consent, Image
from cms.media.rights import rights_of
from tests import factories
from tests.desk import Desk

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)
TOMORROW = datetime.date(2999, 1, 1)


def wrong(**fields: Any) -> set[str]:
    try:
        Consent(person="Nadia Ferrand", **fields).clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


class TestContradictions:
    def test_it_works(self) -> None:
        assert wrong(may_site=True, may_partners=True, may_open=True, given_on=TODAY) == set()

    def test_what_is_not_known_yet_is_no_error(self) -> None:
        assert wrong() == set()
        assert wrong(is_minor=True) == set()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"may_open": True, "may_site": True}, "may_open"),
            ({"may_partners": True}, "may_partners"),
            ({"given_on": TOMORROW}, "given_on"),
            ({"is_minor": True, "parent_1": "Ali", "parent_1_given_on": TOMORROW}, "parent_1_given_on"),
            (
                {"given_on": TODAY, "consent_until": datetime.datetime(2026, 11, 19, 12, tzinfo=datetime.UTC)},
                "consent_until",
            ),
            ({"parent_1": "Ali Benali"}, "is_minor"),
            ({"is_minor": True, "parent_1": "Ali Benali", "parent_2": "ali  benali"}, "parent_2"),
            ({"is_minor": True, "parent_2_given_on": TODAY}, "parent_2"),
        ],
    )
    def test_each_names_its_field(self, fields: dict[str, Any], field: str) -> None:
        assert field in wrong(**fields)


class TestForm:
    def answers(self, image: Image, **fields: Any) -> dict[str, Any]:
        return {
            "image": image.pk,
            "person": "Nadia Ferrand",
            "may_site": "on",
            "may_partners": "on",
            "given_on": "2026-11-20",
            "consent_until": "",
            "revoked_at": "",
            "proof_note": "Classeur rouge.",
            "parent_1": "",
            "parent_1_given_on": "",
            "parent_2": "",
            "parent_2_given_on": "",
            **fields,
        }

    def allowed(self, image: Image) -> set[str]:
        fresh, now = Image.objects.get(pk=image.pk), timezone.now()
        return {one.value for one in Audience if rights_of(fresh, audience=one, now=now).allowed}

    def test_it_works(self, client: Client) -> None:
        desk, image = Desk(client), factories.image(persons="identified")
        assert self.allowed(image) == set()
        desk.send(reverse("consents:add"), self.answers(image))
        assert self.allowed(image) == {"own", "partners"}
        html = client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
        assert "Nadia Ferrand" in html

    def test_a_minor_with_both_parents_and_a_signed_form(self, client: Client) -> None:
        desk, image = Desk(client), factories.image(persons="identified")
        proof = SimpleUploadedFile("accord.pdf", b"%PDF-1.4 accord", content_type="application/pdf")
        one = {"is_minor": "on", "parent_1": "Ali Benali", "parent_1_given_on": "2026-11-20", "proof": proof}
        desk.send(reverse("consents:add"), self.answers(image, **one))
        assert self.allowed(image) == set()
        consent = image.consents.get()
        both = {**one, "parent_2": "Léa Benali", "parent_2_given_on": "2026-11-20"}
        del both["proof"]
        desk.send(reverse("consents:edit", args=[consent.pk]), self.answers(image, **both))
        assert self.allowed(image) == {"own", "partners"}

    def test_a_photo_said_to_show_nobody_shows_somebody_after_all(self, client: Client) -> None:
        desk, image = Desk(client), factories.image(persons="nobody")
        assert self.allowed(image) == {"own", "partners", "open"}
        desk.send(reverse("consents:add"), self.answers(image))
        assert Image.objects.get(pk=image.pk).persons == "identified"
        assert self.allowed(image) == {"own", "partners"}

    def test_a_contradiction_is_said_beside_its_field(self, client: Client) -> None:
        Desk(client)
        response = client.post(reverse("consents:add"), self.answers(factories.image(), parent_1="Ali Benali"))
        assert "is_minor" in response.context["form"].errors
