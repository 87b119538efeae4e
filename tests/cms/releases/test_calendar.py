"""What has a date, who may see it, and how it leaves the admin."""

from __future__ import annotations

import datetime
import logging
import re
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowTask

from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent
from cms.releases import deciding, links
from cms.releases.models import CalendarLink
from cms.releases.periods import Layout, Period
from cms.workflow.calendar_entries import CalendarEntry, EntryKind, entries
from cms.workflow.models import ReviewTask
from cms.workflow.roles import Role
from tests import factories
from tests.releases_world import approved, edited, publisher, release_of, schedule
from tests.workflow_world import clear, person, publish_cleared

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)


def seen_by(user: Any, *, days: int = 30) -> dict[str, CalendarEntry]:
    now = timezone.now()
    return {entry.uid: entry for entry in entries(now - timedelta(days=1), now + timedelta(days=days), user)}


def in_days(days: int) -> datetime.datetime:
    return NOW + timedelta(days=days)


def colleague(username: str = "collegue", *, pages: Page | None = None) -> Any:
    """Return somebody who sees the calendar, and works on one part of the tree at most."""
    user = person(username)
    group, _made = Group.objects.get_or_create(name=f"groupe-{username}")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_release"]))
    if pages is not None:
        change = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(group=group, page=pages, permission=change)
    user.groups.add(group)
    return type(user).objects.get(pk=user.pk)


class TestSources:
    def test_a_scheduled_release(self) -> None:
        release = schedule(release_of(approved(factories.article(is_live=False))), in_days(3))
        found = seen_by(publisher())[f"release-{release.pk}"]
        assert (found.kind, found.title, found.url) == (EntryKind.RELEASE, release.name, release.get_absolute_url())

    def test_a_scheduled_page(self) -> None:
        page = edited(factories.article(is_live=False), go_live_at=in_days(4))
        clear(page.get_latest_revision().as_object())
        with editorial_transaction():
            page.get_latest_revision().publish(user=publisher())
        assert seen_by(publisher())[f"scheduled-{page.pk}"].at == in_days(4)
        assert f"embargoed-{page.pk}" not in seen_by(publisher())

    def test_an_embargoed_draft(self) -> None:
        page = edited(factories.article(is_live=False), go_live_at=in_days(5))
        assert seen_by(publisher())[f"embargoed-{page.pk}"].at == in_days(5)

    def test_a_page_that_expires(self) -> None:
        page = publish_cleared(edited(factories.article(is_live=False), expire_at=in_days(6)))
        assert seen_by(publisher())[f"expiring-{page.pk}"].kind == EntryKind.EXPIRING

    def test_the_rights_of_a_picture_that_is_shown(self) -> None:
        shown, unused = factories.image(rights_until=in_days(7)), factories.image(rights_until=in_days(7))
        page = publish_cleared(factories.article(is_live=False, image=shown))
        found = seen_by(publisher())
        assert page.title in str(found[f"rights-{shown.pk}"].note)
        assert f"rights-{unused.pk}" not in found

    def test_a_consent_without_the_person_s_name(self) -> None:
        image = factories.image(persons="identified")
        with editorial_transaction():
            consent = Consent.objects.create(
                image=image, person="Nadia Ferrand", may_site=True, may_partners=True, may_open=True,
                given_on=timezone.localdate(), consent_until=in_days(8), proof_note="Classeur 3",
            )  # fmt: skip
        publish_cleared(factories.article(is_live=False, image=image))
        found = seen_by(publisher())[f"consent-{consent.pk}"]
        assert "Nadia" not in f"{found.title} {found.note}"

    def test_a_decision_that_is_due(self) -> None:
        page = factories.article(is_live=False)
        reviewer = person("relectrice", Role.REVIEW)
        task = ReviewTask.objects.create(name="Relecture")
        task.groups.set(reviewer.groups.all())
        workflow = Workflow.objects.create(name="Relecture seule")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        with editorial_transaction():
            workflow.start(page, publisher())
        found = seen_by(publisher())[f"review-{page.pk}"]
        assert (found.is_all_day, found.note) == (True, "Relecture")
        assert f"review-{page.pk}" in seen_by(reviewer)

    def test_one_window_cuts_exactly(self) -> None:
        page = edited(factories.article(is_live=False), go_live_at=in_days(5))
        user = publisher()
        uid = f"embargoed-{page.pk}"
        assert uid in {entry.uid for entry in entries(in_days(5), in_days(6), user)}
        assert uid not in {entry.uid for entry in entries(in_days(4), in_days(5), user)}


class TestPermissions:
    def test_nobody_sees_pages_they_do_not_work_on(self) -> None:
        news = edited(factories.article(is_live=False), go_live_at=in_days(5))
        portrait = edited(factories.ambassador(is_live=False), go_live_at=in_days(5))
        user = colleague(pages=factories.news_index())
        found = seen_by(user)
        assert f"embargoed-{news.pk}" in found
        assert f"embargoed-{portrait.pk}" not in found

    def test_without_the_permission_there_is_no_calendar(self, client: Client) -> None:
        user = person("ailleurs")
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(user)
        response = client.get(reverse("releases_admin:calendar"))
        assert response.status_code == 302
        assert response["Location"] == reverse("wagtailadmin_home")


class TestPeriods:
    def test_a_month_is_filled_up_to_whole_weeks(self) -> None:
        period = Period.around(datetime.date(2026, 11, 22), Layout.MONTH)
        assert (period.first, period.last) == (datetime.date(2026, 11, 1), datetime.date(2026, 11, 30))
        weeks = period.weeks([])
        assert (weeks[0][0].date, weeks[-1][-1].date) == (datetime.date(2026, 10, 26), datetime.date(2026, 12, 6))
        assert {len(week) for week in weeks} == {7}

    def test_an_instant_near_midnight_falls_on_the_day_here(self) -> None:
        entry = CalendarEntry("x", EntryKind.RELEASE, "x", datetime.datetime(2026, 7, 13, 22, 30, tzinfo=UTC))
        assert entry.day == datetime.date(2026, 7, 14)

    def test_a_week_begins_on_monday(self) -> None:
        period = Period.around(datetime.date(2026, 11, 22), Layout.WEEK)
        assert (period.first.weekday(), period.previous) == (0, datetime.date(2026, 11, 15))

    @pytest.mark.parametrize("query", ["on=2026-13-99", "on=0001-01-01", "on=9999-12-31&view=week", "view=x&kind=y"])
    def test_any_address_shows_something(self, client: Client, query: str) -> None:
        client.force_login(publisher())
        assert client.get(f"{reverse('releases_admin:calendar')}?{query}").status_code == 200


class TestPages:
    @pytest.mark.parametrize("view", ["", "month", "week", "list"])
    def test_each_layout_links_each_entry_to_its_page(self, client: Client, view: str) -> None:
        page = edited(
            factories.article(is_live=False, title="Sous embargo"), go_live_at=timezone.now() + timedelta(minutes=2)
        )
        client.force_login(publisher())
        html = client.get(f"{reverse('releases_admin:calendar')}?view={view}").content.decode()
        assert f'<a href="/admin/pages/{page.pk}/edit/">Sous embargo</a>' in html

    def test_the_month_is_a_table_that_says_today_in_words(self, client: Client) -> None:
        client.force_login(publisher())
        html = client.get(f"{reverse('releases_admin:calendar')}?view=month").content.decode()
        table = html.partition('<table class="cal-month">')[2].partition("</table>")[0]
        assert "<caption" in table
        assert table.count('<th scope="col">') == 7
        assert table.count('aria-current="date"') == 1
        assert re.search(r"<strong>(today|aujourd.hui)</strong>", html)

    def test_a_filter_shows_only_its_kinds(self, client: Client) -> None:
        edited(factories.article(is_live=False, title="Sous embargo"), go_live_at=timezone.now() + timedelta(minutes=2))
        client.force_login(publisher())
        address = reverse("releases_admin:calendar")
        assert "Sous embargo" in client.get(f"{address}?kind=embargoed&kind=release").content.decode()
        assert "Sous embargo" not in client.get(f"{address}?kind=release").content.decode()


class TestLink:
    @pytest.fixture
    def token(self) -> str:
        return links.issue(publisher())

    def get(self, token: str) -> Any:
        return Client().get(f"/calendrier/{token}.ics")

    def test_it_works(self, token: str) -> None:
        when = in_days(3)
        release = schedule(release_of(approved(factories.article(is_live=False)), name="Livre blanc"), when)
        response = self.get(token)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/calendar")
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        event = next(
            one for one in Calendar.from_ical(response.content).walk("VEVENT") if "release-" in str(one["uid"])
        )
        assert str(event["uid"]) == f"release-{release.pk}@testserver"
        assert event.decoded("dtstart") == when
        assert "Livre blanc" in str(event["summary"])
        assert event.decoded("dtstamp").tzinfo is not None

    def test_the_same_thing_keeps_its_uid_when_it_moves(self, token: str) -> None:
        release = schedule(release_of(approved(factories.article(is_live=False))), in_days(3))
        before = {str(one["uid"]) for one in Calendar.from_ical(self.get(token).content).walk("VEVENT")}
        schedule(release, in_days(9))
        after = Calendar.from_ical(self.get(token).content).walk("VEVENT")
        assert {str(one["uid"]) for one in after} == before
        moved = next(one for one in after if "release-" in str(one["uid"]))
        assert moved.decoded("dtstart") == in_days(9)

    def test_a_whole_day_is_a_day(self, token: str) -> None:
        page = factories.article(is_live=False)
        reviewer = person("relectrice", Role.REVIEW)
        task = ReviewTask.objects.create(name="Relecture")
        task.groups.set(reviewer.groups.all())
        workflow = Workflow.objects.create(name="Relecture seule")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        with editorial_transaction():
            workflow.start(page, publisher())
        event = next(
            one for one in Calendar.from_ical(self.get(token).content).walk("VEVENT") if "review-" in str(one["uid"])
        )
        assert type(event.decoded("dtstart")) is datetime.date

    def test_says_titles_and_times_only(self, token: str) -> None:
        edited(factories.article(is_live=False, summary="Le secret du chapô"), go_live_at=in_days(5))
        body = self.get(token).content.decode()
        assert "secret" not in body
        assert "/admin/" not in body
        names = {name for one in Calendar.from_ical(body).walk("VEVENT") for name in one}
        assert names == {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "CLASS", "TRANSP", "CATEGORIES"}

    def test_respects_what_its_owner_may_see(self) -> None:
        edited(factories.article(is_live=False, title="La nouvelle"), go_live_at=in_days(5))
        edited(factories.ambassador(is_live=False, title="Le portrait"), go_live_at=in_days(5))
        body = self.get(links.issue(colleague(pages=factories.news_index()))).content.decode()
        assert ("La nouvelle" in body, "Le portrait" in body) == (True, False)

    @pytest.mark.parametrize("token", ["x", "cal_", "cal_" + "A" * 43, "..", "%00", "é"])
    def test_an_unknown_one_opens_nothing(self, token: str) -> None:
        links.issue(publisher())
        assert self.get(token).status_code == 404

    def test_a_new_one_takes_the_former_one_s_place(self, token: str) -> None:
        newer = links.issue(publisher())
        assert (self.get(token).status_code, self.get(newer).status_code) == (404, 200)

    def test_a_revoked_one_opens_nothing(self, token: str) -> None:
        assert links.revoke(publisher()) is True
        assert self.get(token).status_code == 404

    def test_one_of_somebody_who_left_opens_nothing(self, token: str) -> None:
        user = publisher()
        user.is_active = False
        user.save()
        assert self.get(token).status_code == 404

    def test_one_of_somebody_who_lost_the_permission_opens_nothing(self) -> None:
        user = colleague()
        token = links.issue(user)
        assert self.get(token).status_code == 200
        user.groups.clear()
        assert self.get(token).status_code == 404

    def test_is_long_and_only_its_hash_is_kept(self, token: str) -> None:
        assert len(token) >= len("cal_") + 43
        stored = CalendarLink.objects.get().token_hash
        assert (token in stored, len(stored)) == (False, 64)

    def test_is_read_only(self, token: str) -> None:
        assert Client().post(f"/calendrier/{token}.ics").status_code == 405

    def test_never_stands_in_a_log(self, token: str, caplog: pytest.LogCaptureFixture) -> None:
        links.revoke(publisher())
        with caplog.at_level(logging.DEBUG):
            self.get(token)
            logging.getLogger("django.request").warning("Not Found: %s", f"/calendrier/{token}.ics")
        assert caplog.text
        assert token not in caplog.text
        assert "cal_***" in caplog.text

    def test_is_shown_once_in_the_admin(self, client: Client) -> None:
        client.force_login(publisher())
        address = reverse("releases_admin:calendar_link")
        made = client.post(address, {"action": "issue"})
        found = re.search(r"/calendrier/(cal_[\w-]+)\.ics", made.content.decode())
        assert found is not None
        assert "no-store" in made["Cache-Control"]
        assert self.get(found[1]).status_code == 200
        assert found[1] not in client.get(address).content.decode()
        client.post(address, {"action": "revoke"})
        assert self.get(found[1]).status_code == 404

    def test_a_release_given_up_leaves_the_calendar(self, token: str) -> None:
        release = schedule(release_of(approved(factories.article(is_live=False))), in_days(3))
        with editorial_transaction():
            deciding.cancel(release, user=publisher())
        assert f"release-{release.pk}@" not in self.get(token).content.decode()
