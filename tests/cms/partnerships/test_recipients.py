"""A recall sheet names every partner that was handed what is recalled, by whichever way, with contacts and version."""

from __future__ import annotations

import datetime
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.partners import usage
from cms.partners.models import Partner, PartnerContact, PartnerOrigin
from cms.partnerships.recipients import LONGEST_CONTACT, partners_holding
from cms.recall.models import RecallRecipient, RecallSheet
from cms.recall.services import acknowledge
from cms.recall.taking_back import withdraw_image, withdraw_page
from tests import factories
from tests.recall_world import ASKED, article_with
from tests.usage_world import keyed, partner
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
NEWS = "/api/v1/news"


@pytest.fixture
def owner() -> Partner:
    made = partner("Ville de Créteil", audience="partners")
    for name in ("web", "dpo"):
        PartnerContact.objects.create(partner=made, name=name, email=f"{name}@creteil.example")
    return made


def changes_of(page: Any) -> dict[str, int]:
    return dict(FeedDocument.objects.filter(page_id=page.pk).values_list("audience", "change"))


class TestWhoIsNamed:
    def test_it_works(self, client: Client, owner: Partner) -> None:
        article = factories.article()
        change = changes_of(article)["partners"]
        client.get(NEWS, **keyed(owner))
        usage.flush()
        partner("Qui n’a rien demandé")
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        one = sheet.recipients.get()
        assert one.name == "Ville de Créteil"
        assert one.contact in ("web@creteil.example, dpo@creteil.example", "dpo@creteil.example, web@creteil.example")
        assert one.version == f"{sheet.documents[0]['id']}@{change}"
        assert timezone.now() - one.fetched_at < datetime.timedelta(minutes=1)
        assert one.since <= one.fetched_at
        acknowledge(one, note="Effacé.")
        assert RecallSheet.objects.with_counts().get(pk=sheet.pk).waiting_count == 0

    def test_a_copy_that_is_not_written_down_yet_counts(self, client: Client, owner: Partner) -> None:
        article = factories.article()
        client.get(NEWS, **keyed(owner))
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        assert [one.name for one in sheet.recipients.all()] == ["Ville de Créteil"]

    def test_every_version_is_named_the_newest_first(self, client: Client, owner: Partner) -> None:
        article = factories.article()
        key = keyed(owner)
        numbers = []
        for summary in ("Un.", "Deux."):
            with editorial_transaction():
                article.summary = summary
                article.save_revision().publish()
            numbers.append(changes_of(article)["partners"])
            client.get(NEWS, **key)
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        public_id = sheet.documents[0]["id"]
        assert sheet.recipients.get().version == f"{public_id}@{numbers[1]}, {public_id}@{numbers[0]}"

    def test_who_shows_a_picture_is_named_when_it_is_withdrawn(self, client: Client, owner: Partner) -> None:
        image = factories.image()
        article_with(image)
        client.get(NEWS, **keyed(owner))
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED)
        assert [one.name for one in sheet.recipients.all()] == ["Ville de Créteil"]
        assert [one.name for one in partners_holding([], [image.pk])] == ["Ville de Créteil"]
        assert partners_holding([], [factories.image().pk]) == []

    def test_who_embeds_without_a_key_and_who_was_sent_a_webhook(self, client: Client, owner: Partner) -> None:
        article = factories.article()
        hooked = partner("Chambre")
        PartnerOrigin.objects.create(partner=owner, origin="https://creteil.example")
        client.get(NEWS, HTTP_ORIGIN="https://creteil.example")
        usage.note_copies(hooked.pk, FeedDocument.objects.filter(page_id=article.pk, audience="open"), "webhooks")
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        assert [one.name for one in sheet.recipients.all()] == ["Chambre", "Ville de Créteil"]
        assert sheet.recipients.get(name="Chambre").contact == ""

    def test_a_long_list_of_contacts_is_cut_and_no_version_is_left_out(self, owner: Partner) -> None:
        assert RecallRecipient._meta.get_field("contact").max_length == LONGEST_CONTACT
        for number in range(30):
            PartnerContact.objects.create(partner=owner, name="x", email=f"personne-{number}@creteil.example")
        article = factories.article()
        row = FeedDocument.objects.get(page_id=article.pk, audience="open")
        for number in range(60):
            row.change = 1_000_000 + number
            usage.note_copies(owner.pk, [row], "webhooks")
        with editorial_transaction():
            one = withdraw_page(article, request=ASKED).recipients.get()
        assert one.contact.endswith("@creteil.example, …")
        held = [int(version.split("@")[1]) for version in one.version.split(", ")]
        assert held == list(range(1_000_059, 999_999, -1))

    def test_the_sheet_says_who_has_which_document_in_which_version(self, client: Client, owner: Partner) -> None:
        image = factories.image()
        kept, gone = article_with(image, title="Kermesse"), article_with(image, title="Ateliers")
        client.get(NEWS, **keyed(owner))
        numbers = {page.pk: changes_of(page)["partners"] for page in (kept, gone)}
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED)
            gone_id = next(one["id"] for one in sheet.documents if one["content_id"] == str(gone.translation_key))
            gone.delete()
        boss = person("chef", is_superuser=True)
        UserProfile.objects.update_or_create(user=boss, defaults={"preferred_language": "en"})
        client.force_login(boss)
        text = html.unescape(client.get(reverse("recall:sheet", args=[sheet.pk])).content.decode())
        said = " ".join(re.sub(r"<[^>]+>", " ", text).split())
        assert f"Article “Kermesse” (French): change {numbers[kept.pk]}" in said
        assert f"Article (French), page deleted, {gone_id}: change {numbers[gone.pk]}" in said
        exported = client.get(reverse("recall:export_sheet", args=[sheet.pk, "csv"])).content.decode()
        assert f"{gone_id}@{numbers[gone.pk]}" in exported
        assert '"Recipient"' in exported.partition("\r\n")[0]


class TestWrittenTooLate:
    """Another process handed the page out a second before, and writes it down a second after."""

    def late(self, article: Any, owner: Partner, *, change: int | None = None) -> None:
        row = FeedDocument.objects.get(page_id=article.pk, audience="partners")
        if change is not None:
            row.change = change
        usage.note_copies(owner.pk, [row], "rest")
        assert usage.flush()

    def test_is_added_to_the_fresh_sheet(self, owner: Partner) -> None:
        article = factories.article()
        change = changes_of(article)["own"]
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        assert not sheet.recipients.exists()
        self.late(article, owner, change=change)
        self.late(article, owner, change=change)
        assert [one.name for one in sheet.recipients.all()] == ["Ville de Créteil"]

    def test_not_who_was_handed_only_what_came_after(self, owner: Partner) -> None:
        image = factories.image()
        article = article_with(image)
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED)
        assert changes_of(article)["partners"] > sheet.documents[0]["change"]
        self.late(article, owner)
        assert not sheet.recipients.exists()

    @pytest.mark.parametrize("field", ["closed_at", "opened_at"])
    def test_not_to_one_that_is_closed_or_old(self, owner: Partner, field: str) -> None:
        article = factories.article()
        change = changes_of(article)["own"]
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        RecallSheet.objects.filter(pk=sheet.pk).update(**{field: timezone.now() - datetime.timedelta(hours=2)})
        self.late(article, owner, change=change)
        assert not sheet.recipients.exists()
