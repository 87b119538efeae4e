"""Hand over everything the house knows about a person (RGPD, articles 15 and 20)."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.workflow.privacy import export, person


class Command(BaseCommand):
    """Writes JSON: by room, and the list of the files."""

    help = "Writes everything known about a person as JSON, with the list of the files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom it is about, and where to."""
        parser.add_argument("--email", default="", help="The person's address.")
        parser.add_argument("--name", action="append", default=[], help="A name of theirs; may be given several times.")
        parser.add_argument("--out", default="", help="File to write, readable by its owner only. Default: the screen.")

    def handle(self, *args: Any, email: str, name: list[str], out: str, **options: Any) -> None:
        """Ask every room."""
        if not email.strip() and not any(one.strip() for one in name):
            raise CommandError(_("Say whom it is about: --email or --name."))
        about = person(email=email, names=name)
        answers = export(about)
        text = json.dumps(
            {
                "email": about.email,
                "names": list(about.names),
                "written_at": timezone.now(),
                "files": sorted(set(files_in(answers))),
                "data": answers,
            },
            cls=DjangoJSONEncoder,
            ensure_ascii=False,
            indent=2,
        )
        if not out:
            self.stdout.write(text)
            return
        try:
            # Never over another file, and for nobody else to read.
            number = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(why)s.") % {"path": out, "why": error.strerror}
            ) from error
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        self.stdout.write(
            _("%(count)s entries written to %(path)s.") % {"count": sum(map(len, answers.values())), "path": out}
        )


def files_in(value: Any, *, is_file: bool = False) -> Iterator[str]:
    """Find the names of files anywhere in the answers: values of keys that say so."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from files_in(
                part, is_file=is_file or key in {"file", "files", "pictures", "proof_file", "attachments"}
            )
    elif isinstance(value, list | tuple):
        for part in value:
            yield from files_in(part, is_file=is_file)
    elif is_file and isinstance(value, str) and value:
        yield value
