"""`manage.py carry_over_live_pages`: what was public before the workflow stays so, by somebody's decision."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.workflow.carrying_over import Carried, NotTheirs, carry_over
from cms.workflow.kinds import Kind


class Command(BaseCommand):
    help = (
        "Record what each live page lacks as decisions of one person who answers for publications, with a reason. "
        "Portraits still need their signature, unless --with-signatures, and a mandate."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="User name of whoever takes these decisions upon them.")
        parser.add_argument("--reason", required=True, help="Why: it stands beside each decision.")
        parser.add_argument(
            "--with-signatures",
            action="store_true",
            help="Also where the person portrayed has signed on paper: say where it lies in the reason.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=options["by"], is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active account “%s”.") % options["by"])
        try:
            found = carry_over(
                by=user,
                reason=options["reason"],
                with_signatures=options["with_signatures"],
                is_dry_run=options["dry_run"],
            )
        except (NotTheirs, ValueError) as error:
            raise CommandError(str(error)) from error
        lines = [line for carried in found for line in _told(carried)]
        done = sum(1 for carried in found if carried.kinds)
        if options["dry_run"]:
            lines.append(_("Dry run: nothing was written; decisions would be recorded on %d pages.") % done)
        else:
            lines.append(_("Decisions recorded on %d pages.") % done)
        if unsigned := sum(1 for carried in found if Kind.SIGN_OFF in carried.left):
            lines.append(_("%d portraits wait for their signature and stay out until then.") % unsigned)
        self.stdout.write("\n".join(lines))


def _told(carried: Carried) -> list[str]:
    title = carried.page.get_admin_display_title()
    said = [_("carried over: %s") % _listed(carried.kinds)] if carried.kinds else []
    said += [_("still lacks: %s") % _listed(carried.left)] if carried.left else []
    lines = [f"{title} ({carried.page.url_path}) – {' ; '.join(said)}"]
    return lines + [f"    {_('to mend: %s') % reason.message}" for reason in carried.to_mend]


def _listed(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(str(kind.label) for kind in kinds)
