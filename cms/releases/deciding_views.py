"""The publisher's page: the very contents that go out, and when. And calling a schedule back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.releases import deciding
from cms.releases.admin_pages import ReleaseView
from cms.releases.forms import DecideForm
from cms.releases.models import State
from cms.releases.readiness import readiness

SEEN = "seen-"


class DecideView(ReleaseView):
    """Decide on exactly what is shown: its fingerprints come back with the form."""

    permission = post_permission = deciding.PUBLISH
    template_name = "releases/decide.html"
    page_title = gettext_lazy("Publish or schedule")

    def get(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Show what goes out; nothing can be decided while something is missing."""
        initial: dict[str, Any] = {}
        if self.release.state == State.SCHEDULED:
            initial = {"when": DecideForm.LATER, "publish_at": self.release.publish_at}
        return self._ask(DecideForm(initial=initial))

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Decide."""
        form = DecideForm(request.POST)
        if not form.is_valid():
            return self._ask(form, status=422)
        seen = {name.removeprefix(SEEN): str(value) for name, value in request.POST.items() if name.startswith(SEEN)}
        publish_at = form.cleaned_data["publish_at"]
        release = deciding.decide(self.release, user=request.user, seen=seen, publish_at=publish_at)
        if publish_at is not None:
            when = deciding.in_words(publish_at)
            messages.success(request, _("“%(name)s” goes out on %(when)s.") % {"name": release.name, "when": when})
        # Published once this request is committed: its own page says what became of it.
        return redirect(release)

    def _ask(self, form: DecideForm, status: int = 200) -> HttpResponse:
        found = readiness(self.release)
        rows = [(f"{SEEN}{deciding.key_of(standing.item)}", standing) for standing in found.going_out]
        zone = timezone.get_current_timezone_name()
        return self.show(form=form, found=found, rows=rows, zone=zone, status=status)


class UnscheduleView(ReleaseView):
    """Call a scheduled release back. POST only."""

    permission = ""
    post_permission = deciding.PUBLISH

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Take the schedule and its decisions back."""
        deciding.cancel_schedule(self.release, user=request.user)
        messages.success(request, _("The schedule was called back: the release is being prepared again."))
        return redirect(self.release)
