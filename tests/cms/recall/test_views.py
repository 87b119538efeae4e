"""The admin pages of recalls: who may, what is asked, what a form refuses."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from cms.recall.models import Cause, RecallSheet, Withdrawal
from cms.recall.services import add_recipient
from cms.recall.taking_back import withdraw_image
from tests import factories
from tests.recall_world import ASKED, admitted, picture_of
from tests.workflow_world import person

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "requested_by": "Nadia Ferrand",
    "requested_how": "mail",
    "requested_on": "2026-11-20",
    "reason": "",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(person("chef", is_superuser=True))
    return client


def holder(client: Client, *codenames: str) -> Client:
    user = person("titulaire")
    names = ["access_admin", *codenames]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


class TestWithdrawingAPicture:
    def test_it_works(self, desk: Client) -> None:
        image = picture_of("Nadia Ferrand")
        address = reverse("recall:withdraw_image", args=[image.pk])
        assert "Nadia Ferrand" in desk.get(address).content.decode()
        response = desk.post(address, {**ANSWERS, "scope": "picture"})
        sheet = RecallSheet.objects.get()
        assert response["Location"] == reverse("recall:sheet", args=[sheet.pk])
        assert Image.objects.get(pk=image.pk).is_withdrawn
        assert sheet.opened_by.username == "chef"
        assert sheet.requested_on == datetime.date(2026, 11, 20)

    def test_a_get_withdraws_nothing(self, desk: Client) -> None:
        image = factories.image()
        desk.get(reverse("recall:withdraw_image", args=[image.pk]), {**ANSWERS, "scope": "picture"})
        assert not Image.objects.get(pk=image.pk).is_withdrawn

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"scope": "person"}, "person"),
            ({"scope": "use"}, "use"),
            ({"scope": "use", "use": "moon"}, "use"),
            ({"scope": "person", "person": "Inconnue"}, "person"),
            ({"requested_by": ""}, "requested_by"),
            ({"requested_how": "rumour"}, "requested_how"),
            ({"requested_on": "2999-01-01"}, "requested_on"),
        ],
    )
    def test_says_what_is_missing(self, desk: Client, change: dict[str, str], field: str) -> None:
        image = picture_of("Nadia Ferrand")
        data = {**ANSWERS, "scope": "picture", **change}
        response = desk.post(reverse("recall:withdraw_image", args=[image.pk]), data)
        assert field in response.context["form"].errors
        assert not RecallSheet.objects.exists()

    def test_one_person_and_one_use(self, desk: Client) -> None:
        image = picture_of("Nadia Ferrand", "Ali Benali")
        address = reverse("recall:withdraw_image", args=[image.pk])
        desk.post(address, {**ANSWERS, "scope": "use", "use": "open", "person": "Ali Benali"})
        assert not image.consents.get(person="Ali Benali").may_open
        desk.post(address, {**ANSWERS, "scope": "person", "person": "Nadia Ferrand"})
        assert image.consents.get(person="Nadia Ferrand").revoked_at is not None
        assert set(RecallSheet.objects.values_list("cause", flat=True)) == {Cause.USE, Cause.PERSON}

    def test_is_reached_from_the_picture(self, desk: Client) -> None:
        image = factories.image()
        html = desk.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
        assert reverse("recall:withdraw_image", args=[image.pk]) in html
        assert "media-rights-heading" in html


class TestWithdrawingAPage:
    def test_it_works(self, desk: Client) -> None:
        image = picture_of("Nadia Ferrand")
        portrait = admitted(factories.ambassador(image=image))
        address = reverse("recall:withdraw_page", args=[portrait.pk])
        form = desk.get(address).context["form"]
        assert form["pictures"].initial == [image.pk]
        desk.post(address, {**ANSWERS, "pictures": [image.pk]})
        states = set(FeedDocument.objects.filter(page_id=portrait.pk).values_list("state", flat=True))
        assert states == {State.WITHDRAWN}
        assert Image.objects.get(pk=image.pk).is_withdrawn

    def test_pictures_may_be_kept(self, desk: Client) -> None:
        image = factories.image()
        article = factories.article(image=image)
        desk.post(reverse("recall:withdraw_page", args=[article.pk]), ANSWERS)
        assert not Image.objects.get(pk=image.pk).is_withdrawn
        assert Withdrawal.objects.filter(page_id=article.pk, lifted_at=None).count() == 1

    def test_pictures_of_other_pages_are_refused(self, desk: Client) -> None:
        article, other = factories.article(image=factories.image()), factories.image()
        response = desk.post(reverse("recall:withdraw_page", args=[article.pk]), {**ANSWERS, "pictures": [other.pk]})
        assert "pictures" in response.context["form"].errors
        assert not Image.objects.get(pk=other.pk).is_withdrawn

    def test_is_lifted_by_post_only(self, desk: Client) -> None:
        article = factories.article()
        desk.post(reverse("recall:withdraw_page", args=[article.pk]), ANSWERS)
        address = reverse("recall:lift_page", args=[article.pk])
        assert address in desk.get(reverse("recall:withdraw_page", args=[article.pk])).content.decode()
        assert desk.get(address).status_code == 405
        desk.post(address)
        assert not Withdrawal.objects.filter(lifted_at=None).exists()
        assert not Page.objects.get(pk=article.pk).live

    def test_is_reached_from_the_editor_s_menu(self, desk: Client) -> None:
        article = factories.article()
        html = desk.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
        assert reverse("recall:withdraw_page", args=[article.pk]) in html
        index = desk.get(reverse("wagtailadmin_pages:edit", args=[article.get_parent().pk])).content.decode()
        assert "/recall/withdraw/" not in index

    def test_a_place_where_others_hang_leads_back(self, desk: Client) -> None:
        index = factories.article().get_parent()
        response = desk.post(reverse("recall:withdraw_page", args=[index.pk]), ANSWERS)
        assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[index.pk])
        assert not RecallSheet.objects.exists()


class TestSheet:
    @pytest.fixture
    def sheet(self) -> RecallSheet:
        with editorial_transaction():
            return withdraw_image(factories.image(title="Four"), request=ASKED)

    def test_it_works(self, desk: Client, sheet: RecallSheet) -> None:
        address = reverse("recall:sheet", args=[sheet.pk])
        desk.post(address, {"action": "add", "new-name": "Agence Untel", "new-contact": "", "new-note": ""})
        agency = sheet.recipients.get()
        assert agency.is_manual
        desk.post(address, {"action": "acknowledge", "recipient": agency.pk, "day": "2026-11-21", "note": "Fait."})
        agency.refresh_from_db()
        assert timezone.localdate(agency.acknowledged_at) == datetime.date(2026, 11, 21)
        assert agency.note == "Fait."
        desk.post(address, {"action": "reopen", "recipient": agency.pk})
        agency.refresh_from_db()
        assert agency.acknowledged_at is None
        desk.post(address, {"action": "close", "close-closing_note": "Agence disparue."})
        sheet.refresh_from_db()
        assert not sheet.is_open
        assert "Agence disparue." in desk.get(address).content.decode()

    def test_a_closed_one_changes_no_more(self, desk: Client, sheet: RecallSheet) -> None:
        address = reverse("recall:sheet", args=[sheet.pk])
        desk.post(address, {"action": "close", "close-closing_note": "Fini."})
        desk.post(address, {"action": "add", "new-name": "Agence Untel"})
        assert not sheet.recipients.exists()

    def test_says_what_is_missing(self, desk: Client, sheet: RecallSheet) -> None:
        address = reverse("recall:sheet", args=[sheet.pk])
        agency = add_recipient(sheet, name="Agence Untel")
        assert desk.post(address, {"action": "add", "new-name": ""}).context["recipient_form"].errors
        assert desk.post(address, {"action": "close", "close-closing_note": ""}).context["close_form"].errors
        wrong = {"action": "acknowledge", "recipient": agency.pk, "day": "2999-01-01"}
        assert desk.post(address, wrong).status_code == 200
        agency.refresh_from_db()
        assert agency.acknowledged_at is None

    def test_a_recipient_of_another_sheet_is_not_found(self, desk: Client, sheet: RecallSheet) -> None:
        with editorial_transaction():
            other = withdraw_image(factories.image(), request=ASKED)
        agency = add_recipient(other, name="Agence Untel")
        data = {"action": "acknowledge", "recipient": agency.pk, "day": "2026-11-21"}
        assert desk.post(reverse("recall:sheet", args=[sheet.pk]), data).status_code == 404
        assert (
            desk.post(reverse("recall:sheet", args=[sheet.pk]), {"action": "reopen", "recipient": "x"}).status_code
            == 404
        )

    def test_the_list_says_who_has_not_answered(self, desk: Client, sheet: RecallSheet) -> None:
        add_recipient(sheet, name="Agence Untel")
        html = desk.get(reverse("recall:index")).content.decode()
        assert "Four" in html
        assert reverse("recall:export", args=["csv"]) in html
        with editorial_transaction():
            many = [withdraw_image(factories.image(), request=ASKED) for _each in range(3)]
        assert len(many) == 3
        assert desk.get(reverse("recall:index")).status_code == 200


class TestPermissions:
    def addresses(self) -> dict[str, str]:
        article, image = factories.article(), factories.image()
        with editorial_transaction():
            sheet = withdraw_image(factories.image(), request=ASKED)
        return {
            "index": reverse("recall:index"),
            "sheet": reverse("recall:sheet", args=[sheet.pk]),
            "export": reverse("recall:export", args=["csv"]),
            "export_sheet": reverse("recall:export_sheet", args=[sheet.pk, "json"]),
            "image": reverse("recall:withdraw_image", args=[image.pk]),
            "page": reverse("recall:withdraw_page", args=[article.pk]),
        }

    def allowed(self, client: Client) -> set[str]:
        return {name for name, address in self.addresses().items() if client.get(address).status_code == 200}

    def test_without_any_nothing_is_open(self, client: Client) -> None:
        assert self.allowed(holder(client)) == set()

    def test_whoever_views_sheets_withdraws_nothing(self, client: Client) -> None:
        assert self.allowed(holder(client, "view_recallsheet")) == {"index", "sheet", "export", "export_sheet"}
        address = reverse("recall:sheet", args=[RecallSheet.objects.get().pk])
        assert client.post(address, {"action": "add", "new-name": "X"}).status_code in {302, 403}
        assert not RecallSheet.objects.get().recipients.exists()

    def test_whoever_withdraws_need_not_see_the_sheets(self, client: Client) -> None:
        assert self.allowed(holder(client, "withdraw_content")) == {"image", "page"}
        image = factories.image()
        response = client.post(reverse("recall:withdraw_image", args=[image.pk]), {**ANSWERS, "scope": "picture"})
        assert response["Location"] == reverse("wagtailimages:edit", args=[image.pk])
