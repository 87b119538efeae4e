"""Withdrawal by staff: what the same commit takes away, and from which surfaces."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.feed.models import FeedDocument, State
from cms.feed.selectors import changes_since
from cms.feed.transaction import EditorialTransactionRequired, editorial_transaction
from cms.media.audiences import Audience
from cms.media.models import Image, PresetRendition
from cms.media.rights import rights_of
from cms.recall.models import Cause, RecallSheet, Withdrawal
from cms.recall.taking_back import (
    lift,
    may_be_withdrawn,
    withdraw_image,
    withdraw_page,
    withdraw_person,
    withdraw_use,
)
from tests import factories
from tests.feed_world import assert_in_step
from tests.recall_world import ASKED, admitted, article_with, consent, picture_of
from tests.workflow_world import person, publish_cleared

pytestmark = pytest.mark.django_db


def states(page: Page) -> set[str]:
    return set(FeedDocument.objects.filter(page_id=page.pk).values_list("state", flat=True))


def allowed(image: Image) -> str:
    fresh, now = Image.objects.get(pk=image.pk), timezone.now()
    return " ".join(one.value for one in Audience if rights_of(fresh, audience=one, now=now).allowed)


@pytest.fixture
def chief() -> Any:
    return person("chef", is_superuser=True)


class TestWithdrawnPage:
    def test_it_works(self, chief: Any) -> None:
        article = factories.article()
        assert states(article) == {State.LIVE}
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED, user=chief)
        assert states(article) == {State.WITHDRAWN}
        assert set(FeedDocument.objects.filter(page_id=article.pk).values_list("reason", flat=True)) == {"withdrawn"}
        article.refresh_from_db()
        assert not article.live
        assert sheet.requested_by == "Nadia Ferrand"
        assert_in_step()

    def test_takes_every_language(self, chief: Any) -> None:
        article = factories.article()
        english = factories.translate(article, title="Open house", slug="open-house")
        with editorial_transaction():
            withdraw_page(english, request=ASKED, user=chief)
        assert states(article) == states(english) == {State.WITHDRAWN}

    def test_takes_a_translation_published_later_too(self, chief: Any) -> None:
        article = factories.article()
        with editorial_transaction():
            withdraw_page(article, request=ASKED, user=chief)
        english = factories.translate(Page.objects.get(pk=article.pk).specific, title="Open house", slug="open-house")
        assert states(english) <= {State.WITHDRAWN}
        assert not FeedDocument.objects.filter(page_id=english.pk, state=State.LIVE).exists()

    def test_a_portrait_needs_a_new_signature(self, chief: Any) -> None:
        portrait = admitted(factories.ambassador())
        assert states(portrait) == {State.LIVE}
        with editorial_transaction():
            withdraw_page(portrait, request=ASKED, user=chief)
        assert states(portrait) == {State.WITHDRAWN}
        assert not Withdrawal.objects.exists()
        reasons = set(FeedDocument.objects.filter(page_id=portrait.pk).values_list("reason", flat=True))
        assert reasons == {"consent_withdrawn"}

    def test_nothing_on_any_surface_names_it_afterwards(self, chief: Any, client: Client) -> None:
        image = picture_of("Nadia Ferrand", title="Nadia au four")
        article = article_with(image, title="Kermesse zinguée", slug="kermesse", summary="Une journée zinguée.")
        document = FeedDocument.objects.get(page_id=article.pk, audience="open")
        file = PresetRendition.objects.filter(image=image).values_list("name", flat=True).first()
        addresses = [
            article.url,
            article.get_parent().url,
            f"/api/v1/news/{document.document_id}",
            "/api/v1/news",
            f"/api/v1/resolve?path={document.path}",
            "/api/v1/search?q=zinguée",
            f"{reverse('search:search')}?q=zinguée",
        ]
        assert client.get(f"/media/renditions/{file}").status_code == 200
        assert "zinguée" in client.get(f"/api/v1/news/{document.document_id}").content.decode()
        with editorial_transaction():
            withdraw_page(article, request=ASKED, pictures=[image.pk], user=chief)
        # No scheduler, no sweep, nothing after commit has run: the commit itself is enough.
        for address in addresses:
            answer = client.get(address, follow=True)
            body = answer.content.decode().replace("q=zingu", "").replace('value="zinguée"', "")
            body = body.replace("« zinguée »", "").replace("« zinguée »", "")
            assert "Kermesse" not in body, address
            assert str(file) not in body, address
        assert client.get(article.url).status_code == 404
        assert client.get(f"/media/renditions/{file}").status_code == 404
        told = changes_since(after=0, limit=500, audience=Audience.OPEN)
        found = next(one for one in told if one.document_id == document.document_id)
        assert (found.state, found.reason, found.body) == ("withdrawn", "withdrawn", None)
        assert found.change > document.change

    def test_a_white_paper_takes_its_chapters_along(self, chief: Any) -> None:
        paper = factories.white_paper()
        chapter = factories.chapter(parent=paper)
        with editorial_transaction():
            sheet = withdraw_page(paper, request=ASKED, user=chief)
        assert states(paper) == states(chapter) == {State.WITHDRAWN}
        assert len([one for one in sheet.documents if one["is_whole"]]) == 2

    def test_cannot_be_published_again_before_it_is_lifted(self, chief: Any) -> None:
        article = factories.article()
        with editorial_transaction():
            withdraw_page(article, request=ASKED, user=chief)
        publish_cleared(Page.objects.get(pk=article.pk).specific, by=chief)
        assert states(article) == {State.WITHDRAWN}
        with editorial_transaction():
            assert lift(article, user=chief) == 1
        assert states(article) == {State.LIVE}
        with editorial_transaction():
            assert lift(article, user=chief) == 0

    def test_lifting_publishes_nothing(self, chief: Any) -> None:
        article = factories.article()
        with editorial_transaction():
            withdraw_page(article, request=ASKED, user=chief)
            lift(article, user=chief)
        assert not Page.objects.get(pk=article.pk).live
        assert State.LIVE not in states(article)

    def test_what_was_scheduled_no_longer_is(self, chief: Any) -> None:
        article = factories.article()
        with editorial_transaction():
            article.revisions.update(approved_go_live_at=timezone.now())
            withdraw_page(article, request=ASKED, user=chief)
        assert not article.revisions.exclude(approved_go_live_at=None).exists()

    def test_a_row_written_by_hand_is_noticed_by_the_feed(self) -> None:
        article = factories.article()
        with editorial_transaction():
            Withdrawal.objects.bulk_create([Withdrawal(page=article, content_id=article.translation_key)])
        assert states(article) == {State.WITHDRAWN}

    def test_places_where_others_hang_cannot_be_withdrawn(self) -> None:
        article = factories.article()
        assert may_be_withdrawn(article)
        assert not may_be_withdrawn(article.get_parent())
        assert not may_be_withdrawn(factories.home_page())

    def test_must_stand_in_an_editorial_transaction(self, chief: Any) -> None:
        with pytest.raises(EditorialTransactionRequired):
            withdraw_page(factories.article(), request=ASKED, user=chief)


class TestWithdrawnPicture:
    def test_it_works(self, chief: Any, client: Client) -> None:
        image = picture_of("Nadia Ferrand")
        article = article_with(image)
        names = list(PresetRendition.objects.filter(image=image).values_list("name", flat=True))
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED, user=chief)
        assert allowed(image) == ""
        assert not PresetRendition.objects.filter(image=image).exists()
        assert {client.get(f"/media/renditions/{name}").status_code for name in names} == {404}
        assert states(article) == {State.LIVE}
        assert client.get(article.url).status_code == 200
        assert not [name for name in names if name in client.get(article.url).content.decode()]
        assert len(sheet.images[0]["addresses"]) == len(names) > 0
        assert_in_step()

    def test_one_person_ends_every_consent_of_theirs(self, chief: Any) -> None:
        image = picture_of("Nadia Ferrand", "Ali Benali")
        consent(image, "nadia  FERRAND", may_open=False)
        with editorial_transaction():
            withdraw_person(image, "Nadia Ferrand", request=ASKED, user=chief)
        assert allowed(image) == ""
        assert image.consents.filter(revoked_at=None).count() == 1
        assert not Image.objects.get(pk=image.pk).is_withdrawn

    def test_a_person_s_withdrawal_hides_a_picture_said_to_show_nobody(self, chief: Any) -> None:
        image = factories.image(persons="nobody")
        consent(image, "Nadia Ferrand")
        assert allowed(image) == "open partners own"
        with editorial_transaction():
            withdraw_person(image, "Nadia Ferrand", request=ASKED, user=chief)
        assert allowed(image) == ""

    @pytest.mark.parametrize(
        ("use", "left"), [("open", "partners own"), ("partners", "own"), ("site", ""), ("press", "open partners own")]
    )
    def test_one_use_of_one_person(self, use: str, left: str, chief: Any) -> None:
        image = picture_of("Nadia Ferrand", "Ali Benali")
        with editorial_transaction():
            withdraw_use(image, use, person="Nadia Ferrand", request=ASKED, user=chief)
        assert allowed(image) == left
        other = image.consents.get(person="Ali Benali")
        assert other.may_open
        assert other.may_press

    def test_one_use_of_the_picture_as_a_whole(self, chief: Any) -> None:
        image = factories.image()
        with editorial_transaction():
            sheet = withdraw_use(image, "partners", request=ASKED, user=chief)
        assert allowed(image) == "own"
        assert sheet.cause == Cause.USE


class TestOneSheet:
    def test_a_withdrawal_opens_exactly_one(self, chief: Any) -> None:
        first, second = picture_of("Nadia Ferrand"), picture_of("Ali Benali")
        portrait = factories.ambassador(image=first)
        factories.translate(portrait, title="Workshop", slug="workshop")
        with editorial_transaction():
            withdraw_page(portrait, request=ASKED, pictures=[first.pk, second.pk], user=chief)
        assert RecallSheet.objects.count() == 1
        assert not RecallSheet.objects.get().is_automatic
