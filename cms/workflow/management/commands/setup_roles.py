"""`manage.py setup_roles`: groups, permissions and workflows of the house. See docs/operations.md."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.workflow.setup import set_up_roles
from cms.workflow.setup_groups import UnknownPermission


class Command(BaseCommand):
    help = "Create and repair the six roles, their permissions and the workflows. Can be run again without harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            journal = set_up_roles(is_dry_run=options["dry_run"])
        except UnknownPermission as error:
            raise CommandError(str(error)) from error
        lines = [*journal.changes, *(_("To look at: %s") % note for note in journal.notes)]
        if not journal.changes:
            lines.append(_("Roles and workflows are as they should be: nothing to do."))
        elif options["dry_run"]:
            lines.append(_("Dry run: nothing was written; %d changes would be made.") % len(journal.changes))
        else:
            lines.append(_("%d changes made.") % len(journal.changes))
        self.stdout.write("\n".join(lines))
