"""The pages of the releases in the admin: each role does what is theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from cms.releases.models import Release, State
from cms.workflow.roles import Role
from tests import factories
from tests.releases_world import approved, edited, edition, release_of, schedule
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
GRANTS = {
    Role.WRITING: (["view_release", "add_release", "change_release"], ["add_page", "change_page"]),
    Role.REVIEW: (["view_release"], []),
    Role.PUBLICATION: (
        ["view_release", "add_release", "change_release", "publish_release"],
        ["add_page", "change_page", "publish_page"],
    ),
    Role.PARTNERSHIPS: ([], []),
}


def member(role: Role) -> Any:
    """Return somebody with the permissions that a role is to have."""
    user = person(role.name.lower(), role)
    group = Group.objects.get(name=role.value)
    models, pages = GRANTS[role]
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *models]))
    GroupPagePermission.objects.filter(group=group).delete()
    root = Page.objects.get(depth=1)
    for codename in pages:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    return type(user).objects.get(pk=user.pk)


def at_work(role: Role) -> Client:
    client = Client()
    client.force_login(member(role))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"releases_admin:{name}", args=args)


def is_refused(response: Any) -> bool:
    """Wagtail leads whoever may not back to the home of the admin."""
    return response.status_code in {302, 403} and (
        response.status_code == 403 or response["Location"] in {"/admin/", reverse("wagtailadmin_home")}
    )


class TestRoles:
    def test_it_works(self) -> None:
        release = release_of(approved(factories.article(is_live=False)))
        for role in (Role.WRITING, Role.REVIEW, Role.PUBLICATION):
            assert at_work(role).get(url("release", release.pk)).status_code == 200

    @pytest.mark.parametrize(
        ("role", "reading", "writing"),
        [
            (Role.WRITING, {"index", "add", "calendar", "calendar_link", "release", "edit", "add_pages"},
             {"edit", "items", "duplicate", "cancel"}),
            (Role.REVIEW, {"index", "calendar", "calendar_link", "release"}, set()),
            (Role.PUBLICATION,
             {"index", "add", "calendar", "calendar_link", "release", "edit", "add_pages", "decide"},
             {"edit", "items", "duplicate", "cancel", "unschedule", "decide"}),
            (Role.PARTNERSHIPS, set(), set()),
        ],
    )  # fmt: skip
    def test_each_address(self, role: Role, reading: set[str], writing: set[str]) -> None:
        release = release_of(approved(factories.article(is_live=False)))
        client = at_work(role)
        plain = {"index", "add", "calendar", "calendar_link"}
        for name in (*plain, "release", "edit", "add_pages", "decide"):
            response = client.get(url(name) if name in plain else url(name, release.pk))
            assert (response.status_code == 200) is (name in reading), name
            assert name in reading or is_refused(response), name
        for name in ("edit", "items", "duplicate", "unschedule", "decide", "cancel"):
            response = client.post(url(name, release.pk), {"action": "nothing"})
            assert is_refused(response) is (name not in writing), name

    def test_post_only_addresses_answer_nothing_else(self) -> None:
        release = release_of(approved(factories.article(is_live=False)))
        for name in ("items", "duplicate", "unschedule", "cancel"):
            assert is_refused(at_work(Role.PUBLICATION).get(url(name, release.pk)))

    def test_the_menu_is_theirs(self) -> None:
        shown = {role: url("calendar") in at_work(role).get("/admin/").content.decode() for role in GRANTS}
        assert shown == {Role.WRITING: True, Role.REVIEW: True, Role.PUBLICATION: True, Role.PARTNERSHIPS: False}


class TestPreparing:
    def test_a_writer_prepares_an_edition(self) -> None:
        paper, *chapters = edition()
        client = at_work(Role.WRITING)
        response = client.post(url("choose", paper.pk), {"release": "", "name": "Édition 2027"})
        release = Release.objects.get()
        assert response["Location"] == f"{url('add_pages', release.pk)}?page={paper.pk}"
        html = client.get(response["Location"]).content.decode()
        assert all(chapter.title in html for chapter in chapters)
        client.post(
            url("add_pages", release.pk), {"page": paper.pk, "pages": [paper.pk, *(one.pk for one in chapters)]}
        )
        assert release.items.exclude(page=None).count() == 3
        english = release.items.filter(page=None).first().locale_id
        data = {"action": "leave_language", "locale": english, "reason": "Traduction en 2028."}
        client.post(url("items", release.pk), data)
        assert release.items.filter(left_out="Traduction en 2028.").count() == 3

    def test_the_page_says_what_is_missing_and_where(self) -> None:
        page = factories.article(is_live=False)
        release = release_of(page)
        html = at_work(Role.WRITING).get(url("release", release.pk)).content.decode()
        assert re.search(r"Nobody else has reviewed|Personne d’autre", html)
        assert f'href="/admin/pages/{page.pk}/edit/"' in html
        assert f'href="{reverse("workflow:review", args=[page.pk])}"' in html

    def test_only_offered_pages_are_added(self) -> None:
        page, other = factories.article(is_live=False), factories.article(is_live=False)
        client = at_work(Role.WRITING)
        client.post(url("add"), {"name": "Édition", "note": ""})
        release = Release.objects.get()
        assert client.post(url("add_pages", release.pk), {"page": page.pk, "pages": [other.pk]}).status_code == 422
        assert not release.items.exists()

    def test_a_reason_is_asked(self) -> None:
        release = release_of(approved(factories.article(is_live=False)), without="none")
        item = release.items.get(page=None)
        data = {"action": "leave_out", "content": item.content_id, "locale": item.locale_id, "reason": " "}
        response = at_work(Role.WRITING).post(url("items", release.pk), data)
        assert response.status_code == 409
        item.refresh_from_db()
        assert item.left_out == ""


class TestDeciding:
    def seen(self, client: Client, release: Release) -> dict[str, str]:
        html = client.get(url("decide", release.pk)).content.decode()
        return dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', html))

    def test_the_publisher_publishes_now(self, django_capture_on_commit_callbacks: Any) -> None:
        pages = edition()
        release = release_of(*pages)
        client = at_work(Role.PUBLICATION)
        data = {**self.seen(client, release), "when": "now"}
        assert len(data) == 4
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(url("decide", release.pk), data)
        assert response["Location"] == url("release", release.pk)
        release.refresh_from_db()
        assert (release.state, release.stop_reason) == (State.PUBLISHED, "")
        assert client.get(url("release", release.pk)).status_code == 200

    def test_the_publisher_schedules_in_local_time(self) -> None:
        release = release_of(approved(factories.article(is_live=False)))
        client = at_work(Role.PUBLICATION)
        data = {**self.seen(client, release), "when": "later", "publish_at": "2027-07-14T09:30"}
        client.post(url("decide", release.pk), data)
        release.refresh_from_db()
        assert release.state == State.SCHEDULED
        assert release.publish_at.isoformat() == "2027-07-14T07:30:00+00:00"

    @pytest.mark.parametrize("value", ["", "2020-01-01T00:00", "demain", "2027-03-28T02:30"])
    def test_a_time_that_cannot_be_is_refused(self, value: str) -> None:
        release = release_of(approved(factories.article(is_live=False)))
        client = at_work(Role.PUBLICATION)
        data = {**self.seen(client, release), "when": "later", "publish_at": value}
        assert client.post(url("decide", release.pk), data).status_code == 422
        release.refresh_from_db()
        assert release.state == State.PREPARED

    def test_what_changed_meanwhile_is_refused(self) -> None:
        page = approved(factories.article(is_live=False))
        release = release_of(page)
        client = at_work(Role.PUBLICATION)
        data = {**self.seen(client, release), "when": "now"}
        approved(edited(page, summary="Autre chose."))
        assert client.post(url("decide", release.pk), data).status_code == 409

    def test_an_unready_release_offers_no_button(self) -> None:
        release = release_of(factories.article(is_live=False))
        client = at_work(Role.PUBLICATION)
        assert url("decide", release.pk) not in client.get(url("release", release.pk)).content.decode()
        assert client.post(url("decide", release.pk), {"when": "now"}).status_code == 409

    def test_the_page_says_that_something_changed_after_the_decision(self) -> None:
        page = approved(factories.article(is_live=False))
        release = schedule(release_of(page), timezone.now() + timedelta(days=2))
        approved(edited(page, summary="Autre chose."))
        html = at_work(Role.WRITING).get(url("release", release.pk)).content.decode()
        assert re.search(r"changed after the decision|modifiée après la décision", html)

    def test_a_writer_takes_nothing_out_of_what_was_decided(self) -> None:
        page = approved(factories.article(is_live=False))
        release = schedule(release_of(page), timezone.now() + timedelta(days=2))
        response = at_work(Role.WRITING).post(
            url("items", release.pk), {"action": "remove", "content": page.translation_key}
        )
        assert response.status_code == 409
        assert release.items.filter(page=page).exists()

    def test_publishing_in_the_editor_is_refused_and_names_the_release(self) -> None:
        from tests.desk import url as page_url

        page = approved(factories.article(is_live=False))
        release_of(page, name="Salon 2027")
        client = at_work(Role.PUBLICATION)
        response = client.get(page_url("edit", page.pk))
        from wagtail.test.utils.form_data import querydict_from_html

        data = querydict_from_html(response.content.decode(), form_id="page-edit-form").dict()
        data |= {"body-count": "0", "story-count": "0", "action-publish": "1"}
        html = client.post(page_url("edit", page.pk), data, follow=True).content.decode()
        assert "Salon 2027" in html
        assert not Page.objects.get(pk=page.pk).live
