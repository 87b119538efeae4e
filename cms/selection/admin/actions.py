"""What every page of this room in the admin has in common: who may open it, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.selection.candidates import Candidate
from cms.selection.refusals import SelectionRefused


def require(request: HttpRequest, *codenames: str) -> None:
    """Let in whoever holds one of these permissions of this room. Errors: PermissionDenied."""
    if not any(request.user.has_perm(f"selection.{codename}") for codename in codenames):
        raise PermissionDenied


def attempt(request: HttpRequest, work: Callable[[], Any], *, done: str | Promise) -> bool:
    """Do something that the rules may refuse, and tell how it went."""
    try:
        work()
    except SelectionRefused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return False
    messages.success(request, done)
    return True


def candidate_url(candidate: Candidate) -> str:
    """Return the address of a candidate's page."""
    return reverse("selection_candidates:inspect", args=[candidate.pk])


def session_url(session: Any) -> str:
    """Return the address of a session's page."""
    return reverse("selection_sessions:inspect", args=[session.pk])


class ActionView(WagtailAdminTemplateMixin, FormView):
    """One form that does one thing and goes back where it came from.

    Shape: subclasses name the permissions of which one is needed, load what they need in `load`, act in `act`, and say
    what is above the form in `notes`.
    """

    template_name = "selection/admin/action.html"
    permissions: ClassVar[tuple[str, ...]] = ()
    submit_label: str | Promise = ""
    done: str | Promise = ""
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Check the permission before anything is read."""
        require(request, *self.permissions)
        self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> None:
        """Read what the address names. Errors: Http404, PermissionDenied."""

    def act(self, form: Any) -> None:
        """Do it. Errors: SelectionRefused, told above the form."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Act, and keep the form with its reasons if the rules refuse."""
        try:
            self.act(form)
        except SelectionRefused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the shared template shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.submit_label,
            "submit_button_active_label": self.submit_label,
            "media": context["form"].media,
            "notes": self.notes(),
            "back_url": self.get_success_url(),
        }

    def notes(self) -> Sequence[str | Promise]:
        """Say what one should know before filling in the form."""
        return []


class CandidateAction(ActionView):
    """A form about one candidate."""

    def load(self) -> None:
        """Read the candidate."""
        self.candidate = get_object_or_404(Candidate, pk=self.kwargs["candidate_id"])

    def get_success_url(self) -> str:
        """Go back to the candidate's page."""
        return candidate_url(self.candidate)

    def get_page_subtitle(self) -> str:
        """Name the company."""
        return str(self.candidate)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the candidate and the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("selection_candidates:index"), "label": _("Candidates")},
            {"url": candidate_url(self.candidate), "label": str(self.candidate)},
            {"url": "", "label": self.get_page_title()},
        ]


def back_to(candidate: Candidate) -> HttpResponse:
    """Go back to a candidate's page."""
    return redirect(candidate_url(candidate))
