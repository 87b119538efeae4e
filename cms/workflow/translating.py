"""Submitting a translation: wagtail-localize’s editor knows no workflow (wagtail-localize#676)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import Translation

from cms.feed.transaction import run_editorial
from cms.feed.translations import translation_of


class CannotSubmit(RuntimeError):
    """A translation cannot be submitted now. The message is for the translator."""


def submit(page: Page, user: Any) -> Page:
    """Make a draft of what has been translated and submit it to the workflow of its language.

    Errors: CannotSubmit if segments are missing, if it is in review already, or if no workflow is assigned.
    """
    translation = translation_of(page)
    if translation is None:
        raise CannotSubmit(_("This page is not translated segment by segment: submit it from its own editor."))
    total, done = translation.get_progress()
    if done < total:
        raise CannotSubmit(
            ngettext(
                "%(count)d text is still to be translated: nothing was submitted.",
                "%(count)d texts are still to be translated: nothing was submitted.",
                total - done,
            )
            % {"count": total - done}
        )
    return run_editorial(lambda: _start(page, translation, user))


def _start(page: Page, translation: Translation, user: Any) -> Page:
    # Never published here: wagtail-localize would do so after the commit, whatever was decided.
    translation.save_target(user=user, publish=False)
    fresh = Page.objects.get(pk=page.pk).specific
    state = fresh.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        # The save has reopened what it touched: there is nothing to start.
        return fresh
    if state is not None:
        state.cancel(user=user)
    workflow = fresh.get_workflow()
    if workflow is None:
        raise CannotSubmit(_("No workflow is assigned to this part of the site: ask an administrator."))
    workflow.start(fresh, user)
    return fresh


@require_POST
def submit_translation(request: HttpRequest, page_id: int) -> HttpResponse:
    """Submit, or say what is missing; either way back to the translation."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    try:
        fresh = submit(page, request.user)
    except CannotSubmit as refusal:
        messages.error(request, str(refusal))
    else:
        task = fresh.current_workflow_task
        messages.success(
            request,
            _("Submitted. It is now at: %(task)s.") % {"task": task.name} if task else _("Submitted."),
        )
    return redirect("wagtailadmin_pages:edit", page.pk)
