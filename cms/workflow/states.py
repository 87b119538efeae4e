"""One pass of a page through one task, bound to the content it is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState


class BoundTaskState(TaskState):
    """A task state that knows which content it decides on, and until when."""

    digest = models.CharField(_("content"), max_length=80, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    # A copy for another revision (Wagtail's own) must not carry the approval of another content along.
    exclude_fields_in_copy = ["digest"]

    class Meta:
        verbose_name = _("bound task state")
        verbose_name_plural = _("bound task states")
