"""The sections, on both sides of the desk: keys, sites, record, access, history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import registry

from cms.partners import usage
from cms.partners.auth import KeyRefused, identify
from cms.partners.choices import KeyKind
from cms.partners.keys import FORM, issue_key
from cms.partners.models import Partner, PartnerContact, PartnerKey
from cms.partnerships.forms import MOST_ORIGINS, origins_of
from cms.partnerships.links import find_link
from tests.partner_page import come_in, link_in
from tests.partners_world import ORIGIN, Known, contact, get
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


class Side:
    """One side of the desk of one partner."""

    def __init__(self, client: Client, partner: Partner, *, is_staff: bool) -> None:
        self.client, self.partner, self.is_staff = client, partner, is_staff

    def url(self, section: str, rest: str = "") -> str:
        if self.is_staff:
            return reverse("partners:section", args=[self.partner.pk, section, rest])
        return reverse("partnerships:section", args=[section, rest])

    def get(self, section: str, rest: str = "") -> Any:
        return self.client.get(self.url(section, rest))

    def post(self, section: str, rest: str = "", **data: Any) -> Any:
        return self.client.post(self.url(section, rest), data)

    def history(self) -> list[str]:
        return [entry.message for entry in registry.get_logs_for_instance(self.partner)]


@pytest.fixture(params=["staff", "partner"])
def side(
    request: Any, who: Known, camille: PartnerContact, staff: Client, django_capture_on_commit_callbacks: Any
) -> Side:
    if request.param == "staff":
        return Side(staff, who.partner, is_staff=True)
    return Side(come_in(camille, django_capture_on_commit_callbacks), who.partner, is_staff=False)


@pytest.fixture
def at_admin(who: Known, staff: Client) -> Side:
    return Side(staff, who.partner, is_staff=True)


def newest(of: Partner, kind: KeyKind) -> str:
    key = of.keys.filter(kind=kind).order_by("-pk").first()
    return str(key.pk if key else 0)


class TestKeys:
    def test_it_works(self, side: Side, who: Known) -> None:
        page = side.get("keys").content.decode()
        for text in (who.secret, who.publishable):
            assert text[:13] in page
            assert text[:14] not in page

    @pytest.mark.parametrize("kind", list(KeyKind))
    def test_a_new_one_is_shown_once(self, side: Side, kind: KeyKind) -> None:
        answer = side.post("keys", "issue/", kind=kind.value, newest=newest(side.partner, kind))
        found = {match.group() for match in FORM.finditer(answer.content.decode())}
        assert len(found) == 1
        text = found.pop()
        caller = (
            identify(authorization=f"Bearer {text}") if kind == KeyKind.SECRET else identify(key=text, origin=ORIGIN)
        )
        assert caller.partner_id == side.partner.pk
        assert "no-store" in answer["Cache-Control"] or side.is_staff
        assert text not in side.get("keys").content.decode()
        assert not FORM.search(str(list(registry.get_logs_for_instance(side.partner).values())))

    def test_loading_that_page_anew_issues_nothing(self, side: Side) -> None:
        form = {"kind": "secret", "newest": newest(side.partner, KeyKind.SECRET)}
        side.post("keys", "issue/", **form)
        count = side.partner.keys.count()
        answer = side.post("keys", "issue/", **form)
        assert answer.status_code == 409
        assert not FORM.search(answer.content.decode())
        assert side.partner.keys.count() == count

    def test_the_former_one_stays_valid_and_says_until_when(self, side: Side, who: Known) -> None:
        side.post("keys", "issue/", kind="secret", newest=newest(side.partner, KeyKind.SECRET))
        assert identify(authorization=who.bearer).is_keyed
        assert len(side.get("keys").context["kinds"][0].lines) == 2

    def test_revoking_is_asked_first_and_counts_at_once(self, side: Side, who: Known) -> None:
        key = who.partner.keys.get(kind=KeyKind.SECRET)
        assert side.get("keys", f"{key.pk}/revoke/").status_code == 200
        assert identify(authorization=who.bearer).is_keyed
        assert side.post("keys", f"{key.pk}/revoke/").status_code == 302
        with pytest.raises(KeyRefused):
            identify(authorization=who.bearer)
        assert any(who.secret[:13] in line for line in side.history())

    @pytest.mark.parametrize(
        "rest", ["issue", "nothing/", "1/", "1/delete/", "x/revoke/", "999999999/revoke/", "１/revoke/"]
    )
    def test_other_addresses_are_not_there(self, side: Side, rest: str) -> None:
        assert side.get("keys", rest).status_code == 404

    def test_a_kind_that_is_none_issues_nothing(self, side: Side) -> None:
        assert side.post("keys", "issue/", kind="master", newest="0").status_code == 404

    def test_issuing_is_no_link(self, side: Side) -> None:
        assert side.get("keys", "issue/").status_code == 405
        assert side.post("keys").status_code == 405

    def test_a_partner_on_hold_gets_none(self, at_admin: Side) -> None:
        Partner.objects.update(is_active=False)
        answer = at_admin.post("keys", "issue/", kind="secret", newest=newest(at_admin.partner, KeyKind.SECRET))
        assert answer.status_code == 409
        assert "<form" not in str(answer.context["kinds"])

    def test_who_did_it_is_in_the_history(self, side: Side, camille: PartnerContact) -> None:
        side.post("keys", "issue/", kind="secret", newest=newest(side.partner, KeyKind.SECRET))
        (line, *_rest) = side.history()
        assert (camille.name in line) is not side.is_staff
        entry = registry.get_logs_for_instance(side.partner).first()
        assert (entry.user is not None) is side.is_staff
        assert camille.name not in str(entry.data)


class TestSites:
    def test_it_works(self, side: Side) -> None:
        answer = side.post("origins", origins="HTTPS://Autre.example/\nhttp://localhost:9000\n\nhttps://autre.example")
        assert answer.status_code == 302
        assert origins_of(side.partner) == ["http://localhost:9000", "https://autre.example"]
        assert f"− {ORIGIN}" in side.history()[0]
        assert side.client.get(answer["Location"]).context["is_saved"]

    def test_each_wrong_line_is_named_and_nothing_is_saved(self, side: Side) -> None:
        answer = side.post("origins", origins="https://ok.example\nhttp://nu.example\nn’importe-quoi")
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "http://nu.example" in page
        assert len(answer.context["form"].errors["origins"]) == 2
        assert origins_of(side.partner) == [ORIGIN]

    def test_saving_the_same_is_no_change(self, side: Side) -> None:
        side.post("origins", origins=ORIGIN)
        assert not [line for line in side.history() if ORIGIN in line]

    def test_not_without_end(self, side: Side) -> None:
        many = "\n".join(f"https://site{number}.example" for number in range(MOST_ORIGINS + 1))
        assert side.post("origins", origins=many).status_code == 422

    def test_they_may_all_go(self, side: Side) -> None:
        assert side.post("origins", origins="").status_code == 302
        assert origins_of(side.partner) == []


def record_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Ville nouvelle", "website": "", "audience": "partners", "is_active": "on", "notes": "",
        "requests_per_minute": "", "contacts-TOTAL_FORMS": "1", "contacts-INITIAL_FORMS": "0", "contacts-0-name": "",
        "contacts-0-email": "", "contacts-0-role": "", "contacts-0-language": "fr", **changes,
    }  # fmt: skip


class TestRecord:
    def test_it_is_changed_by_the_staff(self, at_admin: Side) -> None:
        answer = at_admin.post(
            "record",
            **record_form(allowed_types=["article"], requests_per_minute="50", notes="Convenu avec Dominique Secret"),
        )
        assert answer.status_code == 302
        partner = Partner.objects.get()
        assert (partner.allowed_types, partner.requests_per_minute) == (["article"], 50)
        entry = registry.get_logs_for_instance(partner).first()
        assert entry.message
        assert "Dominique" not in str(entry.data)

    def test_it_is_read_by_the_partner(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
        Partner.objects.update(notes="entre nous")
        side = Side(come_in(camille, django_capture_on_commit_callbacks), camille.partner, is_staff=False)
        page = side.get("record").content.decode()
        assert camille.email in page
        assert "entre nous" not in page
        assert side.post("record", **record_form()).status_code == 405

    def test_a_contact_is_added_and_taken_away(self, at_admin: Side) -> None:
        new = {"contacts-0-name": "Sacha", "contacts-0-email": "Sacha@Ville-Exemple.fr"}
        at_admin.post("record", **record_form(**new))
        sacha = PartnerContact.objects.get()
        assert sacha.email == "sacha@ville-exemple.fr"
        gone = {"contacts-INITIAL_FORMS": "1", "contacts-0-id": sacha.pk, "contacts-0-DELETE": "on", **new}
        at_admin.post("record", **record_form(**gone))
        assert not PartnerContact.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [{"name": ""}, {"requests_per_minute": "0"}, {"audience": "everybody"}, {"allowed_types": ["nothing"]},
         {"contacts-0-name": "Sacha"}, {"contacts-0-email": "sacha"}, {"website": "javascript:alert(1)"}],
    )  # fmt: skip
    def test_what_is_wrong_is_shown_and_nothing_is_saved(self, at_admin: Side, changes: dict[str, Any]) -> None:
        before = Partner.objects.values().get()
        answer = at_admin.post("record", **record_form(**changes))
        assert answer.status_code == 422
        assert Partner.objects.values().get() == before
        assert at_admin.partner.name in answer.content.decode()

    def test_a_type_that_left_the_house_stays_until_it_is_unticked(self, at_admin: Side) -> None:
        Partner.objects.update(allowed_types=["podcast"])
        at_admin.post("record", **record_form(allowed_types=["podcast"]))
        assert Partner.objects.get().allowed_types == ["podcast"]

    def test_those_who_may_only_look_see_no_form(self, who: Known, staff: Client) -> None:
        looker = person("regard")
        looker.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_partner"]))
        client = Client()
        client.force_login(looker)
        side = Side(client, who.partner, is_staff=True)
        for section in ("record", "keys", "origins", "access"):
            page = side.get(section).content.decode()
            assert '<form method="post"' not in page.partition("desk-staff")[2].partition("</section>")[0]
        answer = side.post("keys", "issue/", kind="secret", newest=newest(who.partner, KeyKind.SECRET))
        assert answer.status_code in (302, 403)
        assert who.partner.keys.count() == 2


class TestAccess:
    def test_a_link_is_sent(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert at_admin.post("access", f"{camille.pk}/send/").status_code == 302
        link = find_link(link_in(mail.outbox[-1]).rstrip("/").rpartition("/")[2])
        assert link is not None
        assert link.sent_by.username == "parvati"
        assert camille.email in at_admin.get("access").content.decode()
        assert "fvm_page_" not in at_admin.get("access").content.decode()
        assert camille.name in at_admin.history()[0]

    def test_all_of_a_contact_s_are_closed(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        at_admin.post("access", f"{camille.pk}/revoke/")
        assert browser.get(reverse("partnerships:section", args=["keys", ""])).status_code == 302

    def test_one_that_was_logged_out_of_is_told_as_such(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        assert "ouvre jusqu" in at_admin.get("access").content.decode()
        browser.post(reverse("partnerships:leave"))
        page = at_admin.get("access").content.decode()
        assert "terminé par une déconnexion" in page
        assert "ouvre jusqu" not in page
        assert "/revoke/" not in page, "Nothing is left to close."
        history = at_admin.get("history").content.decode()
        assert f"Page quittée, tous les liens sont terminés, par le contact {camille.name}" in history

    def test_logging_out_ends_every_link_of_that_contact_and_nobody_else_s(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        other = contact(at_admin.partner, name="Zoé", email="zoe@ville.example")
        browser, elsewhere, third = (
            come_in(who, django_capture_on_commit_callbacks) for who in (camille, camille, other)
        )
        browser.post(reverse("partnerships:leave"))
        first = reverse("partnerships:section", args=["keys", ""])
        assert [one.get(first).status_code for one in (browser, elsewhere, third)] == [302, 302, 200]

    def test_a_short_link_does_not_hide_a_longer_one(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        at_admin.post("access", f"{camille.pk}/send/")
        sent = camille.links.get()
        come_in(camille, django_capture_on_commit_callbacks)
        until = date_format(timezone.localtime(sent.expires_at), "SHORT_DATETIME_FORMAT")
        assert f"ouvre jusqu’au {until}" in at_admin.get("access").content.decode()

    def test_one_that_has_ended_says_how_long_a_visit_may_go_on_and_can_be_closed(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        camille.links.update(expires_at=timezone.now() - timedelta(hours=1))
        page = at_admin.get("access").content.decode()
        assert "peut rester jusqu" in page
        at_admin.post("access", f"{camille.pk}/revoke/")
        assert browser.get(reverse("partnerships:section", args=["keys", ""])).status_code == 302
        page = at_admin.get("access").content.decode()
        assert "/revoke/" not in page
        assert "fermé" in page

    def test_none_is_sent_for_a_partner_on_hold(self, at_admin: Side, camille: PartnerContact) -> None:
        Partner.objects.update(is_active=False)
        at_admin.post("access", f"{camille.pk}/send/")
        assert not camille.links.exists()

    def test_nobody_of_another_partner(self, at_admin: Side) -> None:
        other = contact(Partner.objects.create(name="Autre"))
        assert at_admin.post("access", f"{other.pk}/send/").status_code == 404

    def test_sending_is_no_link(self, at_admin: Side, camille: PartnerContact) -> None:
        assert at_admin.get("access", f"{camille.pk}/send/").status_code == 405


class TestHistory:
    def test_it_names_the_key_s_first_letters_and_never_the_key(self, at_admin: Side) -> None:
        answer = at_admin.post("keys", "issue/", kind="secret", newest=newest(at_admin.partner, KeyKind.SECRET))
        text = FORM.search(answer.content.decode()).group()
        page = at_admin.get("history").content.decode()
        assert text[:13] in page
        assert text[:14] not in page

    def test_a_contact_who_was_forgotten_has_no_name_there(
        self, at_admin: Side, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        partner_side = Side(come_in(camille, django_capture_on_commit_callbacks), camille.partner, is_staff=False)
        partner_side.post("origins", origins="https://autre.example")
        assert camille.name in at_admin.get("history").content.decode()
        camille.delete()
        assert camille.name not in at_admin.get("history").content.decode()


class TestList:
    def test_it_works(self, staff: Client, who: Known, camille: PartnerContact) -> None:
        assert get("/api/v1/news", who).status_code == 200
        usage.flush()
        issue_key(who.partner, KeyKind.SECRET)
        PartnerKey.objects.filter(kind=KeyKind.PUBLISHABLE).update(revoked_at="2026-01-01T00:00Z")
        Partner.objects.create(name="Aaa en attente", is_active=False)
        page = staff.get(reverse("partners:index"))
        rows = list(page.context["object_list"])
        assert [(row.name, row.key_count) for row in rows] == [(who.partner.name, 2), ("Aaa en attente", 0)]
        assert rows[0].last_used is not None
        assert camille.name in page.content.decode()

    def test_as_many_questions_for_many(self, staff: Client, who: Known) -> None:
        staff.get(reverse("partners:index"))
        with CaptureQueriesContext(connection) as few:
            staff.get(reverse("partners:index"))
        for number in range(5):
            contact(Partner.objects.create(name=f"Ville {number}"))
        with CaptureQueriesContext(connection) as many:
            staff.get(reverse("partners:index"))
        assert len(many) == len(few)

    @pytest.mark.parametrize("words", ["exemple", "camille", "ville-exemple.fr"])
    def test_it_is_found_by_name_contact_and_site_once(
        self, staff: Client, who: Known, camille: PartnerContact, words: str
    ) -> None:
        contact(who.partner, email="camille.b@ville-exemple.fr")
        found = staff.get(reverse("partners:index_results"), {"q": words}).context["object_list"]
        assert [row.pk for row in found] == [who.partner.pk]

    def test_a_partner_is_added(self, staff: Client) -> None:
        form = record_form(
            origins="https://nouvelle.example", **{"contacts-0-name": "Lou", "contacts-0-email": "lou@n.example"}
        )
        answer = staff.post(reverse("partners:add"), form)
        made = Partner.objects.get(name="Ville nouvelle")
        assert answer["Location"] == reverse("partners:section", args=[made.pk, "keys", ""])
        assert origins_of(made) == ["https://nouvelle.example"]
        assert made.contacts.get().name == "Lou"

    @pytest.mark.parametrize("changes", [{"origins": "x"}, {"name": ""}, {"contacts-0-email": "y"}])
    def test_or_not_at_all(self, staff: Client, changes: dict[str, str]) -> None:
        assert staff.post(reverse("partners:add"), record_form(**changes)).status_code == 422
        assert not Partner.objects.exists()

    def test_the_menu_leads_there(self, staff: Client) -> None:
        assert reverse("partners:index") in staff.get(reverse("wagtailadmin_home")).content.decode()
