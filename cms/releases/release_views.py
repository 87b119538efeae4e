"""The list of the releases, one release with all it lacks, and making or renaming one."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.releases import composing
from cms.releases.admin_pages import ReleaseView, RoomView
from cms.releases.contents import parts_of
from cms.releases.forms import ReleaseForm
from cms.releases.models import OPEN, Release, State
from cms.releases.readiness import Readiness, readiness

PER_PAGE = 30


class IndexView(RoomView):
    """The open releases, or all of them; the newest first."""

    template_name = "releases/index.html"
    page_title = gettext_lazy("Releases")

    def trail(self) -> list[dict[str, Any]]:
        """This is the first page of the room."""
        return []

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        shown = request.GET.get("show", "open")
        found = Release.objects.select_related("created_by").annotate(
            contents=Count("items__content_id", distinct=True)
        )
        found = found.order_by("-pk")
        if shown != "all":
            found = found.filter(state__in=OPEN)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        return self.show(releases=page, shown=shown, may_add=request.user.has_perm("releases.add_release"))


class AddView(RoomView):
    """Make a release."""

    permission = post_permission = "releases.add_release"
    template_name = "releases/form.html"
    page_title = gettext_lazy("Prepare a release")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.show(form=ReleaseForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it, then lead to it."""
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        release = composing.create(**form.cleaned_data, user=request.user)
        return redirect("releases_admin:add_pages", release.pk)


class EditView(ReleaseView):
    """Rename a release, or note something on it. What it says concerns colleagues only, so it may at any time."""

    permission = post_permission = "releases.change_release"
    template_name = "releases/form.html"
    page_title = gettext_lazy("Name and note")

    def get(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Show the form."""
        return self.show(form=ReleaseForm(instance=self.release))

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Save it."""
        before = self.release.name
        form = ReleaseForm(request.POST, instance=self.release)
        if not form.is_valid():
            self.release.name = before
            return self.show(form=form, status=422)
        self.release.save(update_fields=["name", "note"])
        log(instance=self.release, action="fabrique.release.rename", user=request.user, data={"was": before})
        messages.success(request, _("Saved."))
        return redirect(self.release)


class DetailView(ReleaseView):
    """Each page in each language: what is missing, who has to act."""

    template_name = "releases/release.html"

    def get_page_title(self) -> str:
        """The release is the page."""
        return self.release.name

    def trail(self) -> list[dict[str, Any]]:
        """The release is this page."""
        return super().trail()[:-1]

    def get(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Judge every item now."""
        found = readiness(self.release)
        return self.show(
            found=found,
            contents=_by_content(found),
            parts=self._missing_parts(found),
            missing_languages=_missing_languages(found),
            history=_history(self.release),
            is_stopped=self.release.state == State.STOPPED,
        )

    def _missing_parts(self, found: Readiness) -> list[Any]:
        """Chapters of an edition in this release that are not in it themselves."""
        if not self.release.is_open:
            return []
        inside = {standing.item.content_id for standing in found.standings}
        wholes = [standing.page for standing in found.standings if standing.page is not None]
        missing = {part.translation_key: part for whole in wholes for part in parts_of(whole)}
        return [part for key, part in missing.items() if key not in inside]


def _by_content(found: Readiness) -> list[dict[str, Any]]:
    groups = groupby(found.standings, key=lambda standing: standing.item.content_id)
    return [
        {"content_id": content_id, "title": rows[0].item.title, "rows": rows, "staying": _staying(rows)}
        for content_id, rows in ((content_id, list(group)) for content_id, group in groups)
    ]


def _staying(rows: list[Any]) -> int:
    return sum(not row.is_left_out for row in rows)


def _missing_languages(found: Readiness) -> list[tuple[Any, int]]:
    """Return the languages in which some contents do not exist, with how many."""
    counts: dict[Any, int] = {}
    for standing in found.standings:
        if standing.page is None and not standing.is_left_out:
            counts[standing.item.locale] = counts.get(standing.item.locale, 0) + 1
    return list(counts.items())


def _history(release: Release) -> list[Any]:
    from wagtail.models import ModelLogEntry

    return list(ModelLogEntry.objects.for_instance(release).select_related("user").order_by("-timestamp", "-pk")[:50])
