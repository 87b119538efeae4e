"""`setup_roles`: the six groups, exactly their permissions, the workflows and where they apply. Again and again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from cms.feed.transaction import editorial_transaction
from cms.workflow.approvals import ReadersTask, ReviewTask
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from cms.workflow.setup_grants import GRANTS, Grant
from cms.workflow.setup_workflows import WAGTAIL_DEFAULT, in_order
from tests import factories
from tests.workflow_world import person

pytestmark = pytest.mark.django_db

ORDERS = {
    "Portrait": ["Relecture", "Droits et complétude", "Bon à tirer", "Publication"],
    "Actualité": ["Relecture", "Droits et complétude", "Publication"],
    "Livre blanc": ["Relecture", "Droits et complétude", "Comité de lecture", "Publication"],
    "Traduction": ["Relecture", "Publication"],
}


def run(**options: Any) -> str:
    out = io.StringIO()
    call_command("setup_roles", stdout=out, **options)
    return out.getvalue()


def order_of(name: str) -> list[str]:
    rows = WorkflowTask.objects.filter(workflow__name=name, workflow__active=True).order_by("sort_order")
    return list(rows.values_list("task__name", flat=True))


def page_permissions(role: Role) -> set[str]:
    rows = GroupPagePermission.objects.filter(group__name=role.value)
    return set(rows.values_list("permission__codename", flat=True))


def state() -> dict[str, Any]:
    """Everything that a run could have touched."""
    return {
        "groups": {group.name: sorted(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()},
        "pages": sorted(GroupPagePermission.objects.values_list("group", "page", "permission")),
        "files": sorted(GroupCollectionPermission.objects.values_list("group", "collection", "permission")),
        "workflows": sorted(Workflow.objects.values_list("pk", "name", "active")),
        "tasks": sorted(Task.objects.values_list("pk", "name", "active")),
        "order": sorted(WorkflowTask.objects.values_list("pk", "workflow", "task", "sort_order")),
        "assigned": sorted(WorkflowPage.objects.values_list("page", "workflow")),
        "log": ModelLogEntry.objects.count(),
    }


class TestCommand:
    def test_it_works(self) -> None:
        output = run()
        assert {role.value for role in Role} <= set(Group.objects.values_list("name", flat=True))
        assert {name: order_of(name) for name in ORDERS} == ORDERS
        assert "Rédaction" in output

    def test_a_second_run_changes_nothing_and_says_so(self) -> None:
        run()
        before = state()
        output = run()
        assert state() == before
        assert not set_up_roles().changes
        assert len(output.splitlines()) == 2, output  # what to look at, and that there was nothing to do

    def test_a_dry_run_writes_nothing_and_says_the_same(self) -> None:
        before = state()
        dry = run(dry_run=True).splitlines()
        assert state() == before
        assert dry[:-1] == run().splitlines()[:-1]

    def test_stops_before_it_writes_when_a_permission_does_not_exist(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(GRANTS, Role.PARTNERSHIPS, Grant(models=("partners.view_key",)))
        before = state()
        with pytest.raises(CommandError, match=r"partners\.view_key"):
            run()
        assert state() == before

    def test_every_change_of_a_group_stands_in_the_audit_log(self) -> None:
        run()
        entries = ModelLogEntry.objects.filter(action="wagtail.edit", label="Rédaction")
        assert any("add_page" in line for entry in entries for line in entry.data["setup_roles"])


class TestGroups:
    @pytest.mark.parametrize(
        ("role", "pages"),
        [
            (Role.WRITING, {"add_page", "change_page"}),
            (Role.REVIEW, set()),
            (Role.COMMITTEE, set()),
            (Role.PARTNERSHIPS, set()),
        ],
    )
    def test_only_those_who_publish_may_publish(self, role: Role, pages: set[str]) -> None:
        run()
        assert page_permissions(role) == pages
        assert "publish_page" in page_permissions(Role.PUBLICATION)

    def test_takes_a_writer_s_publish_permission_away_wherever_it_was_given(self) -> None:
        run()
        writers = Group.objects.get(name=Role.WRITING.value)
        publish = Permission.objects.get(codename="publish_page")
        GroupPagePermission.objects.create(group=writers, page=factories.news_index(), permission=publish)
        output = run()
        assert page_permissions(Role.WRITING) == {"add_page", "change_page"}
        assert "publish_page" in output

    def test_leaves_other_groups_and_other_permissions_alone_and_names_them(self) -> None:
        run()
        writers = Group.objects.get(name=Role.WRITING.value)
        writers.permissions.add(Permission.objects.get(codename="add_redirect"))
        person("moderatrice").groups.add(Group.objects.get(name="Moderators"))
        output = run()
        assert writers.permissions.filter(codename="add_redirect").exists()
        assert GroupPagePermission.objects.filter(
            group__name="Moderators", permission__codename="publish_page"
        ).exists()
        assert "wagtailredirects.add_redirect" in output
        assert "Moderators" in output

    def test_gives_back_what_was_lost(self) -> None:
        run()
        GroupPagePermission.objects.filter(group__name=Role.PUBLICATION.value).delete()
        Group.objects.get(name=Role.COMMITTEE.value).permissions.clear()
        GroupCollectionPermission.objects.filter(group__name=Role.WRITING.value).delete()
        wanted = state()
        run()
        assert state() != wanted
        assert not set_up_roles().changes

    def test_a_writer_chooses_pictures_and_a_reviewer_does_not(self) -> None:
        run()
        on_all = GroupCollectionPermission.objects.filter(collection=Collection.get_first_root_node())
        assert on_all.filter(group__name=Role.WRITING.value, permission__codename="choose_image").exists()
        assert not on_all.filter(group__name=Role.REVIEW.value).exists()

    def test_members_stay(self) -> None:
        run()
        writer = person("plume", Role.WRITING)
        run()
        assert writer.groups.filter(name=Role.WRITING.value).exists()


class TestWorkflows:
    def test_an_administrator_s_additions_stay(self) -> None:
        run()
        extra = GroupApprovalTask.objects.create(name="Service juridique")
        portrait = Workflow.objects.get(name="Portrait")
        for row in WorkflowTask.objects.filter(workflow=portrait, sort_order__gte=2):
            row.sort_order += 1
            row.save()
        WorkflowTask.objects.create(workflow=portrait, task=extra, sort_order=2)
        review = ReviewTask.objects.get(name="Relecture")
        review.groups.add(Group.objects.create(name="Chambre de métiers"))
        review.working_days = 9
        review.save()
        readers = ReadersTask.objects.get(name="Comité de lecture")
        readers.readers.add(person("lectrice"))
        before = state()
        output = run()
        assert state() == before
        assert order_of("Portrait")[2] == "Service juridique"
        review.refresh_from_db()
        assert (review.groups.count(), review.working_days) == (2, 9)
        assert "Comité de lecture" not in output

    def test_a_task_that_was_renamed_is_known_by_its_kind(self) -> None:
        run()
        Task.objects.filter(name="Relecture").update(name="Lecture attentive")
        run()
        assert order_of("Portrait")[0] == "Lecture attentive"
        assert not Task.objects.filter(name="Relecture").exists()

    def test_puts_back_what_was_removed_switched_off_or_disordered(self) -> None:
        run()
        Task.objects.get(name="Droits et complétude").specific.deactivate()
        WorkflowTask.objects.get(workflow__name="Portrait", task__name="Bon à tirer").delete()
        WorkflowTask.objects.filter(workflow__name="Actualité", task__name="Relecture").update(sort_order=9)
        Workflow.objects.get(name="Traduction").deactivate()
        run()
        assert {name: order_of(name) for name in ORDERS} == ORDERS
        assert not Task.objects.filter(name="Droits et complétude", active=False).exists()
        assert not set_up_roles().changes

    def test_running_workflows_go_on(self) -> None:
        run()
        writer = person("plume", Role.WRITING)
        with editorial_transaction():
            article = factories.article(is_live=False)
            running = article.get_workflow().start(article, writer)
        run()
        running.refresh_from_db()
        assert running.status == WorkflowState.STATUS_IN_PROGRESS
        assert running.current_task_state.task.name == "Relecture"
        assert running.workflow.name == "Actualité"

    def test_the_directory_above_the_portraits_waits_for_nobody_s_signature(self) -> None:
        run()
        writer, reader = person("plume", Role.WRITING), person("relectrice", Role.REVIEW)
        directory = factories.ambassador_index()
        with editorial_transaction():
            directory.introduction = "<p>Vingt ateliers, choisis un par un.</p>"
            directory.save_revision(user=writer)
            directory.get_workflow().start(directory, writer)
            state = directory.current_workflow_task_state.specific
            state.task.specific.on_action(state, reader, "approve")
        assert type(directory).objects.get(pk=directory.pk).current_workflow_task.name == "Publication"

    @pytest.mark.parametrize(
        ("present", "wanted", "result"),
        [
            ([], [1, 2, 3], [1, 2, 3]),
            ([1, 2, 3], [1, 2, 3], [1, 2, 3]),
            ([3, 1], [1, 2, 3], [1, 2, 3]),
            ([9, 1, 3], [1, 2, 3], [9, 1, 2, 3]),
            ([1, 9, 3, 8], [1, 2, 3], [1, 2, 9, 3, 8]),
            ([9], [1, 2], [1, 2, 9]),
            ([3, 9, 1, 2], [1, 2, 3], [1, 9, 2, 3]),
        ],
    )
    def test_ours_come_in_order_and_others_keep_their_places(
        self, present: list[int], wanted: list[int], result: list[int]
    ) -> None:
        assert in_order(present, wanted) == result


class TestWagtailDefault:
    def test_is_put_out_of_use_with_its_task(self) -> None:
        run()
        assert not Workflow.objects.get(name=WAGTAIL_DEFAULT).active
        assert not Task.objects.get(name=WAGTAIL_DEFAULT).active

    def test_stays_while_a_page_goes_through_it(self) -> None:
        writer = person("plume", Role.WRITING)
        with editorial_transaction():
            article = factories.article(is_live=False)
            running = Workflow.objects.get(name=WAGTAIL_DEFAULT).start(article, writer)
        output = run()
        running.refresh_from_db()
        assert running.status == WorkflowState.STATUS_IN_PROGRESS
        assert Workflow.objects.get(name=WAGTAIL_DEFAULT).active
        assert WAGTAIL_DEFAULT in output


def workflow_name(page: Page) -> str:
    return Page.objects.get(pk=page.pk).get_workflow().name


class TestAssignments:
    @pytest.fixture
    def pages(self) -> dict[str, Page]:
        return {
            "Portrait": factories.ambassador(is_live=False),
            "Actualité": factories.article(is_live=False),
            "Livre blanc": factories.chapter(is_live=False),
            "Traduction": factories.translate(factories.news_index(), is_live=False),
        }

    def test_every_page_goes_through_what_its_type_needs(self, pages: dict[str, Page]) -> None:
        run()
        assert {name: workflow_name(page) for name, page in pages.items()} == {name: name for name in pages}
        assert not [page for page in Page.objects.all() if page.get_workflow() is None]

    def test_pages_made_after_the_set_up_are_assigned_as_they_are_made(self) -> None:
        run()
        self.test_every_page_goes_through_what_its_type_needs(
            {
                "Portrait": factories.ambassador(is_live=False),
                "Livre blanc": factories.chapter(is_live=False),
                "Traduction": factories.translate(factories.ambassador_index(), is_live=False),
            }
        )
        assert not set_up_roles().changes

    def test_a_translated_portrait_is_a_translation(self) -> None:
        run()
        assert workflow_name(factories.translate(factories.ambassador(), is_live=False)) == "Traduction"

    def test_another_assignment_of_ours_is_mended_and_a_foreign_one_left_and_named(
        self, pages: dict[str, Page]
    ) -> None:
        run()
        directory, papers = pages["Portrait"].get_parent(), pages["Livre blanc"].get_parent().get_parent()
        WorkflowPage.objects.filter(page=directory).update(workflow=Workflow.objects.get(name="Actualité"))
        foreign = Workflow.objects.create(name="Le nôtre")
        WorkflowPage.objects.filter(page=papers).update(workflow=foreign)
        output = run()
        assert workflow_name(directory) == "Portrait"
        assert workflow_name(papers) == "Le nôtre"
        assert "Le nôtre" in output

    def test_a_language_with_reviewers_of_its_own_has_a_workflow_of_its_own(self, pages: dict[str, Page]) -> None:
        run()
        Group.objects.create(name="Relecture (en)")
        run()
        assert workflow_name(pages["Traduction"]) == "Traduction (en)"
        assert order_of("Traduction (en)") == ["Relecture (en)", "Publication"]
        task = ReviewTask.objects.get(name="Relecture (en)")
        assert [group.name for group in task.groups.all()] == ["Relecture (en)"]
        assert order_of("Traduction") == ORDERS["Traduction"]
        assert not set_up_roles().changes


class TestAccounts:
    """The role “Administration” manages accounts and does not become a superuser by it."""

    @pytest.fixture
    def client(self, client: Client) -> Client:
        run()
        client.force_login(person("intendante", Role.ADMINISTRATION))
        return client

    def form(self, **values: Any) -> dict[str, Any]:
        return {"username": "neuf", "email": "neuf@exemple.fr", "first_name": "N", "last_name": "F", **values}

    def test_makes_an_account_but_no_superuser(self, client: Client) -> None:
        words = {"password1": "une-phrase-longue-94", "password2": "une-phrase-longue-94"}
        group = Group.objects.get(name=Role.WRITING.value)
        answer = client.post("/admin/users/new/", self.form(is_superuser="on", groups=[group.pk], **words))
        assert answer.status_code == 302
        made = type(person("x")).objects.get(username="neuf")
        assert not made.is_superuser
        assert made.groups.get() == group

    def test_changes_an_account_but_makes_it_no_superuser(self, client: Client) -> None:
        other = person("plume", Role.WRITING)
        client.post(f"/admin/users/edit/{other.pk}/", self.form(username="plume", is_active="on", is_superuser="on"))
        other.refresh_from_db()
        assert (other.email, other.is_superuser) == ("neuf@exemple.fr", False)

    def test_does_not_touch_a_superuser(self, client: Client) -> None:
        chief = person("chef", is_superuser=True)
        before = chief.password
        answer = client.post(
            f"/admin/users/edit/{chief.pk}/",
            self.form(
                username="chef", is_active="on", password1="une-phrase-longue-94", password2="une-phrase-longue-94"
            ),
        )
        assert answer.status_code == 302
        for action in ("set_active_state", "assign_role", "delete"):
            group = Group.objects.get(name=Role.WRITING.value)
            client.post(f"/admin/bulk/auth/user/{action}/?id={chief.pk}", {"mark_as_active": "False", "role": group.pk})
        chief.refresh_from_db()
        assert (chief.password, chief.is_active, chief.groups.count()) == (before, True, 0)

    def test_a_superuser_still_makes_superusers(self, client: Client) -> None:
        other = person("plume", Role.WRITING)
        client.force_login(person("chef", is_superuser=True))
        client.post(f"/admin/users/edit/{other.pk}/", self.form(username="plume", is_active="on", is_superuser="on"))
        other.refresh_from_db()
        assert other.is_superuser
