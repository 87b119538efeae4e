"""A portrait without a mandate may be written and reviewed; whoever waits to see it is told why it does not appear."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.selection.admission import needs_admission
from cms.selection.decisions import Mandate
from cms.workflow.completeness import GateReason, register_check


@register_check
def company_is_admitted(page: Page) -> Iterator[GateReason]:
    """Say that the company has no mandate. Advice: the committee decides in its own time."""
    if not needs_admission(type(page)):
        return
    running = Mandate.objects.filter(content_id=page.translation_key, withdrawn_at=None, ends_at__gt=timezone.now())
    if not running.exists():
        yield GateReason(
            "not-admitted",
            _("The company has no mandate of the selection committee: once published, the portrait is shown nowhere."),
            url=reverse("selection_mandates:index"),
            is_blocking=False,
        )
