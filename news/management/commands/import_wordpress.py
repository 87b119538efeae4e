"""Brings news in from a WordPress export. See docs/import-wordpress.md."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.workflow.carrying_over import NotTheirs
from news.models import NewsIndexPage
from news.wordpress.load import Importer
from news.wordpress.reader import BadExport

_BAD_INPUT = 2


class Command(BaseCommand):
    help = "Import news articles from a WordPress export (WXR). Can be run again: only what changed is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The .xml file from Tools → Export in WordPress.")
        parser.add_argument("--media", type=Path, help="A copy of wp-content/uploads; without it no picture comes in.")
        parser.add_argument("--parent", type=int, help="Id of the news list to put the articles under.")
        parser.add_argument("--locale", help="Language of the articles (default: that of the site).")
        parser.add_argument(
            "--publish-as",
            metavar="USERNAME",
            help="Publish what WordPress had published, as this person's decision. Without it, everything is a draft.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Write nothing; print the same report.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        parser.add_argument("--report", type=Path, help="Write the whole report as JSON to this file too.")

    def handle(self, *args: Any, **options: Any) -> None:
        locale = self._locale(options["locale"])
        with translation.override(locale.language_code):
            parent = self._parent(options["parent"], locale)
            media: Path | None = options["media"]
            if media is not None and not media.is_dir():
                raise CommandError(_("“%s” is not a folder.") % media, returncode=_BAD_INPUT)
            try:
                importer = Importer(
                    options["file"],
                    parent=parent,
                    media=media,
                    is_dry_run=options["dry_run"],
                    publish_as=self._publisher(options["publish_as"]),
                )
                report = importer.run()
            except (BadExport, NotTheirs) as error:
                raise CommandError(str(error), returncode=_BAD_INPUT) from error
            data = json.dumps(report.as_data(), ensure_ascii=False, indent=2)
            self.stdout.write(data if options["json"] else report.as_text())
            if options["report"]:
                options["report"].write_text(data + "\n", encoding="utf-8")

    @staticmethod
    def _publisher(username: str | None) -> Any:
        if username is None:
            return None
        user = get_user_model()._default_manager.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active account “%s”.") % username, returncode=_BAD_INPUT)
        return user

    @staticmethod
    def _locale(code: str | None) -> Locale:
        if not code:
            return Locale.get_default()
        found = Locale.objects.filter(language_code=code).first()
        if found is None:
            raise CommandError(_("The site has no language “%s”.") % code, returncode=_BAD_INPUT)
        return found

    @staticmethod
    def _parent(number: int | None, locale: Locale) -> NewsIndexPage:
        lists = NewsIndexPage.objects.select_related("locale")
        if number is None:
            found = lists.filter(locale=locale).order_by("path").first()
            reason = _("There is no news list to put the articles under: create one in the editors’ admin first.")
        else:
            found = lists.filter(pk=number).first()
            reason = _("No news list has the id %s.") % number
        if found is None:
            raise CommandError(reason, returncode=_BAD_INPUT)
        if found.locale_id != locale.pk:
            reason = _(
                "The news list %(id)s is in “%(theirs)s”, the articles are in “%(ours)s”: choose --locale to match."
            )
            names = {"id": found.pk, "theirs": found.locale.language_code, "ours": locale.language_code}
            raise CommandError(reason % names, returncode=_BAD_INPUT)
        return found
