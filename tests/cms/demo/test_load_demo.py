"""The demonstration is whole, true to its promises, and leaves people's work alone."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError
from django.db.models import Sum
from django.test import TestCase, override_settings
from django.utils import timezone
from stdnum.fr import siren
from wagtail.models import Page, PageLogEntry, Revision, Site
from wagtail.users.models import UserProfile

from ambassadors.models import AmbassadorPage
from cms.demo.content import key_of, read_all
from cms.demo.partners import NAME
from cms.demo.people import ROLES
from cms.demo.tree import demo_page
from cms.feed.identity import document_id
from cms.feed.models import FeedClock, FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience
from cms.media.models import Consent, Image, Persons
from cms.media.rights import rights_of
from cms.partners.models import Partner
from cms.partners.usage_reading import Period, most_shown, per_day, per_face, per_type
from cms.partners.usage_tables import DocumentUsage, PartnerCopy, PartnerUsage
from cms.partnerships.overview import Version, holdings, lines_of
from cms.recall.models import RecallSheet
from cms.recall.taking_back import withdraw_page
from cms.releases.models import Release
from cms.selection.models import Candidate, Mandate
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.workflow.models import BoundTaskState, Decision, OutgoingMail
from home.models import HomePage
from news.models import ArticlePage
from tests import gating
from tests.cms.demo.loading import UNDER_WAY, load
from tests.recall_world import ASKED
from tests.workflow_world import publish_cleared

ENGLISH_PAGES = 7


def state_of_everything() -> dict[str, object]:
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "path", "title", "live", "latest_revision_id")),
        "revisions": Revision.objects.count(),
        "log": PageLogEntry.objects.count(),
        "images": list(Image.objects.order_by("pk").values_list("pk", "file")),
        "users": list(get_user_model().objects.order_by("pk").values_list("username", "password")),
        "sites": list(Site.objects.values_list("hostname", "port")),
        "change": FeedClock.objects.get().change,
        "documents": list(FeedDocument.objects.order_by("pk").values_list("pk", "change", "digest")),
        "decisions": Decision.objects.count(),
        "tasks": list(BoundTaskState.objects.order_by("pk").values_list("pk", "status", "due_on")),
        "mandates": list(Mandate.objects.order_by("pk").values_list("pk", "starts_at", "ends_at")),
        "proofs": list(SignOffRequest.objects.order_by("pk").values_list("pk", "status")),
        "chain": list(SignOffRecord.objects.order_by("pk").values_list("pk", "hash")),
        "consents": list(Consent.objects.order_by("pk").values_list("pk", "given_on", "revoked_at")),
        "recalls": RecallSheet.objects.count(),
        "releases": list(Release.objects.order_by("pk").values_list("name", "state")),
        "candidates": list(Candidate.objects.order_by("pk").values_list("pk", "state")),
        "copies": list(PartnerCopy.objects.order_by("pk").values_list("partner", "document_id", "change", "last_at")),
        "usage": list(PartnerUsage.objects.order_by("pk").values_list("day", "face", "type", "requests")),
        "usage of documents": DocumentUsage.objects.count(),
        "mails": OutgoingMail.objects.count() + len(mail.outbox),
    }


def documents(type_name: str, *, locale: str = "fr", audience: str = "open") -> list[dict]:
    rows = FeedDocument.objects.filter(type=type_name, locale=locale, audience=audience, state=State.LIVE)
    return [json.loads(bytes(row.document)) for row in rows]


@pytest.mark.slow
@pytest.mark.gated
class TestLoadDemo(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        # The marker speaks for the tests; this runs before them.
        with gating.switch.on():
            cls.output = load(port=8123)

    def test_it_works(self) -> None:
        french, english = documents("ambassador"), documents("ambassador", locale="en")
        assert (len(french), len(english)) == (12, 1)
        assert 6 <= len(documents("article")) <= 8
        assert len(documents("home")) == len(documents("home", locale="en")) == 1
        with editorial_transaction():
            assert not verify_feed().differences

    def test_a_key_brings_something(self) -> None:
        titles = {
            audience: {item["title"] for item in documents("article", audience=audience)}
            for audience in ("open", "partners")
        }
        assert titles["partners"] - titles["open"] == {"Pour les partenaires\u00a0: trois textes sur le défi"}

    def test_a_second_run_changes_nothing(self) -> None:
        before = state_of_everything()
        output = load(port=8123)
        assert state_of_everything() == before
        assert "nothing to add" in output

    def test_what_a_person_edited_or_removed_stays_so(self) -> None:
        writer = get_user_model().objects.get(username="redaction")
        writer.set_password("another one entirely")
        writer.save()
        with editorial_transaction():
            bakery = demo_page("ambassadors", "fournil-du-vieux-pont")
            bakery.title = "Repris par une rédactrice"
            bakery.save_revision(user=writer)
            publish_cleared(bakery)
            demo_page("news", "energie-commencer-par-ecouter-l-atelier").delete()
            home = HomePage.objects.get(locale__language_code="fr")
            home.hero_title = "Une autre phrase"
            home.save_revision(user=writer)
            publish_cleared(home)
        before = state_of_everything()
        load(port=8123)
        assert state_of_everything() == before

    def test_another_port_changes_the_addresses_only(self) -> None:
        before = state_of_everything()
        load(port=9001)
        after = state_of_everything()
        for kind in ("pages", "revisions", "log", "images", "users"):
            assert after[kind] == before[kind], kind
        assert after["sites"] == [("127.0.0.1", 9001)]
        assert {item["url"].split("/")[2] for item in documents("ambassador")} == {"127.0.0.1:9001"}

    def test_a_host_name_that_a_person_chose_stays(self) -> None:
        with editorial_transaction():
            site = Site.objects.get()
            site.hostname = "fabrique.example"
            site.save()
        load(port=9001)
        assert Site.objects.get().hostname == "fabrique.example"

    def test_ambassadors_stand_in_different_communes_and_branches_and_are_marked(self) -> None:
        items = documents("ambassador")
        assert len({item["commune"]["code"] for item in items}) == len(items)
        assert len({item["sector"]["code"] for item in items}) == len(items)
        assert {item["company"]["chamber"] for item in items} == {"cci", "cma"}
        for item in items:
            assert item["is_demonstration"] is True
            assert "inventée pour la démonstration" in json.dumps(item["body"], ensure_ascii=False)
            assert item["commitments"]
            assert item["quote"]

    def test_company_numbers_are_valid_and_nobodys(self) -> None:
        numbers = [item["company"]["siren"] for item in documents("ambassador")]
        assert len(set(numbers)) == len(numbers)
        # INSEE attributes no number that begins with six noughts.
        assert all(siren.is_valid(number) and number.startswith("000000") for number in numbers)

    def test_every_picture_may_go_to_anyone_and_says_what_it_shows(self) -> None:
        drawings = Image.objects.filter(credit="Dessin du projet", persons=Persons.NOBODY)
        assert drawings.count() > 15
        for image in drawings:
            answer = rights_of(image, audience=Audience.OPEN, now=timezone.now())
            assert answer.allowed, answer.reasons
            assert image.default_alt
        for kind in ("ambassador", "article", "chapter"):
            assert all(item["image"]["alt"] for item in documents(kind))

    def test_a_picture_that_an_earlier_demonstration_named_in_english_stays(self) -> None:
        fresh = Image.objects.filter(title="Démonstration · poche de fonderie")
        assert fresh.update(title="Démonstration · foundry") == 1
        before = Image.objects.count()
        load()
        assert Image.objects.count() == before

    def test_every_portrait_has_its_own_picture(self) -> None:
        pictures = AmbassadorPage.objects.filter(locale__language_code="fr").values_list("image_id", flat=True)
        assert len(set(pictures)) == len(pictures)

    def test_the_white_paper_has_its_chapters_in_order(self) -> None:
        chapters = sorted(documents("chapter"), key=lambda item: item["position"])
        assert len(chapters) >= 6
        assert [item["number"] for item in chapters] == [item["position"] for item in chapters]

    def test_english_pages_are_live_and_current(self) -> None:
        (portrait,) = documents("ambassador", locale="en")
        assert portrait["url"].startswith("http://127.0.0.1:8123/en/ambassadors/")
        assert portrait["summary"].startswith("In Vitry-sur-Seine")
        (source,) = [item for item in documents("ambassador") if item["content_id"] == portrait["content_id"]]
        assert source["translations"] == [{"locale": "en", "url": portrait["url"], "status": "current"}]
        assert portrait["translations"][0]["status"] == "current"
        assert Page.objects.filter(locale__language_code="en", live=True).count() == ENGLISH_PAGES

    def test_english_portrait_has_no_french_left(self) -> None:
        (portrait,) = documents("ambassador", locale="en")
        text = json.dumps([portrait["body"], portrait["commitments"]], ensure_ascii=False)
        assert not re.search(r"\b(les|une|dans|avec|nous)\b", text)

    def test_english_first_page_leads_to_english_pages(self) -> None:
        (home,) = documents("home", locale="en")
        assert home["featured_ambassadors"] == [item["id"] for item in documents("ambassador", locale="en")]
        assert home["white_paper"] is None
        assert "/en/news/" in home["call"]["url"]

    def test_public_ids_are_the_same_in_every_installation(self) -> None:
        (portrait,) = documents("ambassador", locale="en")
        assert portrait["content_id"] == str(key_of("ambassadors", "fonderie-des-deux-rives"))

    def test_an_editor_can_save_every_page_as_it_is(self) -> None:
        for page in Page.objects.filter(depth__gt=1).specific():
            page.full_clean()
            for name in ("story", "body", "foreword", "key_figures"):
                value = getattr(page, name, None)
                if value is not None:
                    value.stream_block.clean(value)

    def test_a_writer_writes_a_publisher_publishes_and_the_others_change_nothing(self) -> None:
        users = get_user_model().objects
        directory = demo_page("pages", "ambassadors")
        writer = directory.permissions_for_user(users.get(username="redaction"))
        assert writer.can_add_subpage()
        assert not writer.can_publish_subpage()
        assert directory.permissions_for_user(users.get(username="publication")).can_publish_subpage()
        for username in ("relecture", "comite", "partenariats"):
            assert not directory.permissions_for_user(users.get(username=username)).can_edit(), username

    def test_every_role_enters_the_admin_in_french(self) -> None:
        for role in ROLES:
            assert self.client.login(username=role.username, password=role.password), role
            answer = self.client.get("/admin/")
            assert answer.status_code == 200, role
            assert UserProfile.objects.get(user__username=role.username).preferred_language == "fr"

    def test_a_writer_reaches_the_forms(self) -> None:
        self.client.login(username="redaction", password=ROLES[0].password)
        directory = demo_page("pages", "ambassadors")
        for address in (
            f"/admin/pages/add/ambassadors/ambassadorpage/{directory.pk}/",
            "/admin/images/add/",
            "/admin/snippets/ambassadors/cohort/",
        ):
            assert self.client.get(address).status_code == 200, address

    def test_its_partner_shows_portraits_that_can_be_recalled(self) -> None:
        partner = Partner.objects.get(name=NAME)
        portrait = AmbassadorPage.objects.live().filter(locale__language_code="fr").first()
        copies = PartnerCopy.objects.filter(partner=partner)
        rows = FeedDocument.objects.filter(audience=partner.audience, state=State.LIVE)
        assert set(copies.values_list("document_id", "change")) <= set(rows.values_list("document_id", "change"))
        assert document_id(portrait.translation_key, "fr") in set(copies.values_list("document_id", flat=True))
        assert {line.version for line in lines_of(holdings())} == {Version.PRESENT}
        with editorial_transaction():
            sheet = withdraw_page(portrait, request=ASKED)
        assert [one.name for one in sheet.recipients.all()] == [NAME]

    def test_its_usage_adds_up(self) -> None:
        partner, period = Partner.objects.get(name=NAME), Period.until_today(31)
        days = per_day(partner, period)
        assert sum(sums.requests > 0 for sums in days.values()) == 30
        whole = sum(sums.documents for sums in days.values())
        assert whole == sum(sums.documents for sums in per_type(partner, period).values())
        assert whole == DocumentUsage.objects.filter(partner=partner).aggregate(sum=Sum("times"))["sum"]
        assert set(per_face(partner, period)) == {"rest", "embed"}

    def test_its_usage_is_no_older_than_what_it_shows(self) -> None:
        partner = Partner.objects.get(name=NAME)
        rows = FeedDocument.objects.filter(audience=partner.audience, state=State.LIVE)
        published = dict(rows.values_list("document_id", "published_at"))
        for copy in PartnerCopy.objects.filter(partner=partner):
            assert published[copy.document_id] < copy.first_at <= copy.last_at
        for counted in DocumentUsage.objects.filter(partner=partner):
            assert timezone.localdate(published[counted.document_id]) < counted.day
        times = {shown.times for shown in most_shown(partner, Period.until_today(31))}
        assert len(times) > 2, "A real page does not show everything equally often."

    def test_it_prints_where_to_go_and_who_to_be(self) -> None:
        for address in ("/", "/en/", "/admin/", "/api/v1/", "/api/v1/docs"):
            assert f"http://127.0.0.1:8123{address}\n" in self.output
        for role in ROLES:
            assert role.username in self.output
            assert role.password in self.output

    def test_articles_are_listed_newest_first(self) -> None:
        live = ArticlePage.objects.filter(locale__language_code="fr", live=True)
        newest = live.order_by("-first_published_at").first()
        assert newest.date == max(entry.head["date"] for entry in read_all("news"))

    def test_every_page_can_be_read_but_those_under_way(self) -> None:
        under_way = {key_of(kind, name) for kind, names in UNDER_WAY.items() for name in names}
        for page in Page.objects.filter(depth__gt=1):
            expected = 404 if page.translation_key in under_way else 200
            assert self.client.get(page.url, HTTP_HOST="127.0.0.1:8123").status_code == expected, page.url

    def test_the_tree_is_sound(self) -> None:
        assert not any(Page.find_problems())


class TestRefusals(TestCase):
    @override_settings(DEMO_ALLOWED=False)
    def test_is_refused_in_production(self) -> None:
        with pytest.raises(CommandError, match="refused"):
            load()
        assert not get_user_model().objects.exists()

    def test_refuses_a_port_that_does_not_exist(self) -> None:
        with pytest.raises(CommandError, match="between 1 and 65535"):
            load(port=70000)
