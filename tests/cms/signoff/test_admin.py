"""The sign-off in the admin: who sees it, who sends, what it tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from cms.signoff.deciding import remark, sign
from cms.signoff.models import Contact, SignOffRequest
from cms.workflow.completeness import reasons
from cms.workflow.roles import Role
from tests import factories
from tests.signoff_world import ADDRESS, NAME, contact, edit, link_of, page_text, portrait, sent, token_in_mail, words
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(person("chef", is_superuser=True))
    return client


def editor(client: Client, *, may_send: bool) -> Client:
    user = person("rose", Role.WRITING)
    group = user.groups.get()
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.get_or_create(group=group, page=Page.get_first_root_node(), permission=permission)
    sending = Permission.objects.get(content_type__app_label="signoff", codename="send_signoffrequest")
    (group.permissions.add if may_send else group.permissions.remove)(sending)
    client.force_login(user)
    return client


def address(page: Page) -> str:
    return reverse("signoff_page", args=[page.pk])


class TestPage:
    def test_it_works(self, desk: Client, callbacks: Any) -> None:
        page = portrait()
        assert NAME in desk.get(address(page)).content.decode(), "the portrait's own name is proposed"
        data = {"action": "contact", "name": NAME, "email": ADDRESS, "language": "fr"}
        assert desk.post(address(page), data).status_code == 302
        assert Contact.objects.get().email == ADDRESS
        with callbacks(execute=True):
            desk.post(address(page), {"action": "send"})
        assert SignOffRequest.objects.get().created_by.username == "chef"
        token = token_in_mail()
        html = desk.get(address(page)).content.decode()
        assert token not in html
        remark(link_of(token), "fr", {"2": {"text": "Dites fondeuse.", "excerpt": "Nadia Ferrand"}})
        assert "Dites fondeuse." in page_text(desk.get(address(page)))
        with callbacks(execute=True):
            desk.post(address(page), {"action": "reissue"})
        assert token_in_mail() != token
        desk.post(address(page), {"action": "revoke"})
        assert set(SignOffRequest.objects.values_list("status", flat=True)) == {"superseded", "revoked"}

    def test_it_says_that_the_portrait_has_changed(self, desk: Client, callbacks: Any) -> None:
        page = portrait()
        sent(page, callbacks)
        edit(page, quote="Autre chose.")
        assert desk.get(address(page)).status_code == 200
        assert SignOffRequest.objects.get().status == "superseded"

    def test_receipt_and_records_can_be_downloaded(self, desk: Client, callbacks: Any) -> None:
        page = portrait()
        _request, token = sent(page, callbacks)
        with callbacks(execute=True):
            record, _token = sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        receipt = desk.get(reverse("signoff_receipt", args=[page.pk, record.pk]))
        assert receipt.content.startswith(b"%PDF")
        rows = desk.get(reverse("signoff_records", args=[page.pk])).json()
        assert [row["hash"] for row in rows][-1] == record.hash

    def test_a_wrong_address_is_told(self, desk: Client) -> None:
        page = portrait()
        response = desk.post(address(page), {"action": "contact", "name": NAME, "email": "nadia", "language": "fr"})
        assert response.status_code == 200
        assert not Contact.objects.exists()

    def test_a_page_that_nobody_signs_has_none(self, desk: Client) -> None:
        assert desk.get(address(factories.article())).status_code == 404

    def test_it_is_reached_from_the_editor(self, desk: Client) -> None:
        page = portrait()
        html = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert address(page) in html


class TestPermissions:
    def test_who_may_edit_sees_and_who_has_the_permission_sends(self, client: Client, callbacks: Any) -> None:
        page = portrait()
        contact(page)
        without = editor(client, may_send=False)
        assert without.get(address(page)).status_code == 200
        without.post(address(page), {"action": "send"})
        assert SignOffRequest.objects.count() == 0
        assert mail.outbox == []
        with callbacks(execute=True):
            editor(client, may_send=True).post(address(page), {"action": "send"})
        assert SignOffRequest.objects.count() == 1

    def test_the_list_is_for_those_who_send(self, client: Client, callbacks: Any) -> None:
        sent(portrait(), callbacks)
        assert editor(client, may_send=False).get(reverse("signoff_list")).status_code in {302, 403}
        response = editor(client, may_send=True).get(reverse("signoff_list"))
        assert "Fonderie des Deux-Rives" in page_text(response)
        assert NAME in page_text(response)

    def test_a_stranger_sees_nothing(self, client: Client) -> None:
        for path in (address(portrait()), reverse("signoff_list")):
            assert client.get(path).status_code == 302


class TestCompleteness:
    def test_a_portrait_without_a_contact_is_told_with_the_way_to_mend_it(self) -> None:
        page = portrait()
        [reason] = [one for one in reasons(page) if one.code == "sign-off-contact-missing"]
        assert reason.url == address(page)
        assert reason.is_blocking
        contact(page)
        assert [one for one in reasons(page) if one.code == "sign-off-contact-missing"] == []
