"""What every page of this room in the admin shares: its permission, its place in the breadcrumbs, its furniture."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.releases.models import Release


class RoomView(WagtailAdminTemplateMixin, View):
    """A page of this room. `permission` is asked for reading, `post_permission` for writing (none: no writing)."""

    permission: ClassVar[str] = "releases.view_release"
    post_permission: ClassVar[str] = ""
    header_icon = "date"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permission first."""
        wanted = self.permission if request.method in {"GET", "HEAD", "OPTIONS"} else self.post_permission
        if not wanted or not request.user.has_perm(wanted):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list of the releases."""
        trail = [*self.breadcrumbs_items, *self.trail()]
        return [*trail, {"url": "", "label": self.get_page_title()}]

    def trail(self) -> list[dict[str, Any]]:
        """Return what lies between the home of the admin and this page."""
        return [{"url": reverse_lazy("releases_admin:index"), "label": _("Releases")}]

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page."""
        response = self.render_to_response(self.get_context_data(**context))
        response.status_code = status
        return response


class ReleaseView(RoomView):
    """A page about one release."""

    @cached_property
    def release(self) -> Release:
        """The release that the address names."""
        related = Release.objects.select_related("created_by", "decided_by", "published_by")
        return get_object_or_404(related, pk=self.kwargs["release_id"])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the release too."""
        url = reverse("releases_admin:release", args=[self.release.pk])
        return [*super().trail(), {"url": url, "label": self.release.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every page about a release names it."""
        user = self.request.user
        return super().get_context_data(
            release=self.release,
            may_change=self.release.is_open and user.has_perm("releases.change_release"),
            may_publish=self.release.is_open and user.has_perm("releases.publish_release"),
            may_add=user.has_perm("releases.add_release"),
            **kwargs,
        )
