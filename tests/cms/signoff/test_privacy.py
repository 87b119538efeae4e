"""A person can be forgotten, and the chain still holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.signoff.deciding import remark, sign
from cms.signoff.models import Contact, PersonalPart
from cms.signoff.privacy import erase, export, find_person, names_of
from cms.signoff.verification import verify
from cms.workflow.privacy import Person
from tests.signoff_world import ADDRESS, NAME, link_of, portrait, sent, words

pytestmark = pytest.mark.django_db
NADIA = Person(email=ADDRESS, names=(NAME,))


@pytest.fixture
def receipt(django_capture_on_commit_callbacks: Any) -> str:
    _request, token = sent(portrait(pictures=()), django_capture_on_commit_callbacks)
    remark(link_of(token), "fr", {"1": {"text": f"Je suis {NAME}, fondeuse.", "excerpt": "Le métal"}})
    with django_capture_on_commit_callbacks(execute=True):
        return sign(link_of(token), typed_name=NAME, choices=[], wording=words())[1]


class TestPerson:
    def test_it_works(self, receipt: str) -> None:
        assert find_person(NADIA) > 0
        assert find_person(Person(email="autre@example.org", names=("Paul Martin",))) == 0
        assert set(names_of(Person(email=ADDRESS))) == {NAME}
        kinds = [row["kind"] for row in export(NADIA)]
        assert kinds.count("contact") == 1
        assert kinds.count("record") == 3

    def test_erasing_leaves_the_chain_whole_and_names_nobody(self, receipt: str) -> None:
        before = verify().head
        with editorial_transaction():
            lines = list(erase(NADIA))
        assert {line.what: line.count for line in lines if line.count}
        assert any(line.kept for line in lines)
        report = verify()
        assert report.is_clean, report.faults
        assert (report.head, report.erased) == (before, 3)
        assert find_person(NADIA) == 0
        assert not Contact.objects.exists()
        for model in apps.get_app_config("signoff").get_models():
            assert NAME not in repr(list(model._default_manager.values()))

    def test_a_part_emptied_without_saying_so_is_found(self, receipt: str) -> None:
        PersonalPart.objects.filter(pk=1).update(data="", salt="")
        assert ("person_altered", 1) in {(fault.code, fault.sequence) for fault in verify().faults}

    def test_the_receipt_still_opens_without_a_name(self, receipt: str, client: Client) -> None:
        with editorial_transaction():
            list(erase(NADIA))
        client.get(reverse("signoff:enter", args=[receipt]))
        response = client.get(reverse("signoff:receipt"))
        assert response.status_code == 200
        assert NAME not in response.content.decode()
        assert client.post(reverse("signoff:withdrawal"), {"scope": "all", "is_sure": "on"}).status_code == 302
