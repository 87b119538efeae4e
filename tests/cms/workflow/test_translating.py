"""Translations have their own way through the workflow, and never become public by themselves."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.operations import translate_object

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.selection.mandates import admit_existing
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from cms.workflow.translating import CannotSubmit, submit
from tests import factories
from tests.workflow_world import clear, current, decide, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rose() -> Any:
    set_up_roles()
    return person("rose", Role.WRITING)


@pytest.fixture
def translated(rose: Any) -> Page:
    """Return the English draft of a published French article, not translated yet."""
    article = factories.article(title="Portes ouvertes", summary="Samedi.")
    factories.news_index(language="en")
    with editorial_transaction():
        translate_object(article, [Locale.objects.get(language_code="en")])
    return article.get_translation(Locale.objects.get(language_code="en"))


def translate(page: Page, suffix: str = " (en)") -> None:
    translation = Translation.objects.get(source__object_id=page.translation_key)
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": f"{segment.string.data}{suffix}", "translation_type": "manual"},
        )


def is_public(page: Page) -> bool:
    return FeedDocument.objects.filter(page_id=page.pk, state=State.LIVE).exists()


class TestSubmit:
    def test_it_works(self, translated: Page, rose: Any) -> None:
        translate(translated)
        submit(translated, rose)
        assert current(translated).task.specific.kind == Kind.REVIEW
        assert not is_public(translated)
        decide(translated, person("remi", Role.REVIEW))
        assert current(translated).task.specific.kind == Kind.PUBLICATION
        decide(translated, person("paul", Role.PUBLICATION))
        assert is_public(translated)

    def test_says_how_much_is_missing(self, translated: Page, rose: Any) -> None:
        with pytest.raises(CannotSubmit, match=r"to be translated|à traduire"):
            submit(translated, rose)
        assert current(translated) is None

    def test_a_later_change_is_reviewed_again(self, translated: Page, rose: Any) -> None:
        translate(translated)
        submit(translated, rose)
        decide(translated, person("remi", Role.REVIEW))
        translate(translated, " (English)")
        submit(translated, rose)
        assert current(translated).task.specific.kind == Kind.REVIEW

    def test_the_translator_s_own_reviewer_hat_does_not_count(self, translated: Page, rose: Any) -> None:
        both = person("gilles", Role.WRITING, Role.REVIEW)
        translate(translated)
        submit(translated, both)
        page = type(translated).objects.get(pk=translated.pk)
        assert current(page).task.specific.get_actions(page, both) == []


class TestEditor:
    def test_has_the_button_and_submits(self, translated: Page, rose: Any, client: Client) -> None:
        translate(translated)
        client.force_login(rose)
        address = reverse("workflow:submit_translation", args=[translated.pk])
        page = client.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))
        assert address in page.content.decode()
        client.post(address)
        assert current(translated).task.specific.kind == Kind.REVIEW

    def test_nothing_is_submitted_by_looking(self, translated: Page, rose: Any, client: Client) -> None:
        client.force_login(rose)
        assert client.get(reverse("workflow:submit_translation", args=[translated.pk])).status_code == 405

    def test_somebody_who_may_not_edit_is_refused(self, translated: Page, client: Client) -> None:
        client.force_login(person("parvati", Role.PARTNERSHIPS))
        client.post(reverse("workflow:submit_translation", args=[translated.pk]))
        assert current(translated) is None


class TestPortrait:
    """A translation speaks for somebody who must have signed the original."""

    def test_is_out_while_the_original_is_not_signed(self) -> None:
        french = admitted(factories.ambassador())
        english = factories.translate(french)
        assert is_public(english)
        with editorial_transaction():
            type(french).objects.filter(pk=french.pk).update(quote="Jamais signé.")
        assert not is_public(french)
        assert not is_public(english)

    def test_goes_when_the_person_withdraws(self) -> None:
        french = admitted(factories.ambassador())
        english = factories.translate(french)
        with editorial_transaction():
            record(page=french, digest=fingerprint(french), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
        states = FeedDocument.objects.filter(page_id=english.pk).values_list("state", flat=True)
        assert set(states) == {State.WITHDRAWN}

    def test_what_was_signed_in_a_language_is_bound_to_it(self) -> None:
        french = admitted(factories.ambassador())
        english = factories.translate(french)
        clear(english, Kind.SIGN_OFF)
        with editorial_transaction():
            type(english).objects.filter(pk=english.pk).update(quote="Reviewed since, not signed.")
        fresh = type(english).objects.get(pk=english.pk)
        clear(fresh, Kind.REVIEW, Kind.PUBLICATION)
        assert not is_public(english)


def admitted(page: Any) -> Any:
    """Give a portrait's company a mandate."""
    today = datetime.date.today()
    with editorial_transaction():
        admit_existing(page, first_day=today, last_day=today + datetime.timedelta(days=365), basis="Essai.")
    return page
