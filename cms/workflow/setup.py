"""Sets the house up: groups, permissions, workflows. Can be run again without harm; the command tells what it did."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission

from cms.workflow.roles import Role
from cms.workflow.setup_assignments import assign_workflows, plans_in_use
from cms.workflow.setup_groups import set_up_groups
from cms.workflow.setup_journal import Journal
from cms.workflow.setup_workflows import retire_wagtail_default, set_up_workflow


def set_up_roles(*, is_dry_run: bool = False) -> Journal:
    """Create and repair the six groups with their permissions, the workflows with their tasks, and what they apply to.

    Shape: what was done, sentence by sentence; nothing to tell at a second run. A dry run takes it all back.
    Errors: UnknownPermission; then nothing was written.
    """
    journal = Journal()
    with transaction.atomic():
        set_up_groups(journal)
        for plan in plans_in_use():
            set_up_workflow(plan, journal)
        assign_workflows(journal)
        retire_wagtail_default(journal)
        _name_other_publishers(journal)
        if is_dry_run:
            transaction.set_rollback(True)
    return journal


def _name_other_publishers(journal: Journal) -> None:
    """Say which other groups may publish: their members go past the roles, though not past the gates."""
    ours = [role.value for role in Role]
    publishing = GroupPagePermission.objects.filter(permission__codename="publish_page").values("group")
    for group in Group.objects.filter(pk__in=publishing, user__isnull=False).exclude(name__in=ours).distinct():
        journal.note(_("The members of the group “%s”, which is not one of the six, may publish pages.") % group)
