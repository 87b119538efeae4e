"""The lock of a page under review, in words that are true here: whoever may write may go on writing."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class ReadingLock(WorkflowLock):
    """Keeps those who were let in by a task alone from changing what they decide on.

    Source: wagtail/locks.py says that reviewers can edit (8.0.1); ours read and decide (wagtail#13761).
    """

    def get_message(self, user: Any) -> Any:
        """Say where to decide, or who does."""
        if not self.for_user(user):
            return None
        if self.task.get_actions(self.object, user):
            return format_html(
                # The name of a task is an administrator's.
                _("This page is at “{task}”. You read it and decide on the review page; its writers change it."),
                task=self.task.name,
            )
        return format_html(_("This page is at “{task}”. You can read it; its writers change it."), task=self.task.name)

    def get_locked_by(self, user: Any, can_lock: bool = False) -> Any:
        """Name the state in the status panel."""
        return _("Open to its writers") if not self.for_user(user) else _("To be read, not changed")

    def get_description(self, user: Any, can_lock: bool = False) -> Any:
        """Explain it there."""
        return _("A change of the text or of a picture asks again those who have decided.")
