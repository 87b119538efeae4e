from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms import messages


class Command(BaseCommand):
    """Keep the catalogues of messages."""

    help = "Compile the messages, add the new ones to the French catalogue, or check that none is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compile", action="store_true", help="Write the compiled catalogues.")
        parser.add_argument("--update", action="store_true", help="Add missing messages, drop unused ones.")
        parser.add_argument("--check", action="store_true", help="Exit 1 if a message has no French.")
        parser.add_argument("--language", default="fr")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["update"]:
            self.stdout.write(f"{messages.update(options['language'])} new messages")
        if options["compile"]:
            written = messages.compile_all()
            if options["verbosity"] > 0:
                self.stdout.write(f"{written} catalogues compiled")
        if options["check"]:
            missing = messages.untranslated(options["language"])
            for message, where in missing:
                self.stderr.write(f"{where}: {message.text!r}")
            if missing:
                raise CommandError(f"{len(missing)} messages have no {options['language']} translation.")
