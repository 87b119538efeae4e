"""Mails of this room: those who answer by law, and those who know the partners, are told when a sheet opens."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from cms.recall.naming import names_to_send
from cms.recall.sheets import RecallSheet
from cms.workflow.mailing import LANGUAGE, send
from cms.workflow.roles import Role, holders


@transaction.atomic
def announce_waiting() -> int:
    """Write to those concerned about every sheet that nobody was written to about; returns how many sheets.

    Shape: sheets of a process that ended between its commit and its mail are told of at the next occasion.
    """
    told = 0
    for sheet in RecallSheet.objects.filter(announced_at=None).order_by("pk"):
        # Two at once: one of them writes.
        if not RecallSheet.objects.filter(pk=sheet.pk, announced_at=None).update(announced_at=timezone.now()):
            continue
        people = holders(Role.PUBLICATION, Role.PARTNERSHIPS).exclude(email="")
        with translation.override(LANGUAGE):
            names = names_to_send(sheet.documents)
        send(
            template="recall_opened",
            to=sorted(people.values_list("email", flat=True)),
            context={
                "sheet": sheet,
                # The id beside the name is what a partner's technician looks for.
                "documents": [(one, names[one["id"]]) for one in sheet.documents],
                "images": sheet.images,
                "recipients": list(sheet.recipients.all()),
                "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("recall:sheet", args=[sheet.pk]),
            },
        )
        told += 1
    return told
