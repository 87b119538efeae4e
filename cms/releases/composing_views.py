"""What is in a release: adding pages with their parts, leaving out, taking out; giving up, copying."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from cms.releases import composing, deciding
from cms.releases.admin_pages import ReleaseView, RoomView
from cms.releases.contents import languages, parts_of, resolved_items, versions_of, why_not
from cms.releases.forms import AddPagesForm, ChooseReleaseForm
from cms.releases.models import Release
from cms.releases.refusals import ReleaseRefused

PUBLISH = deciding.PUBLISH


def with_parts(page: Page) -> list[Page]:
    """Return a page and its parts."""
    return [page, *parts_of(page)]


def _chosen(request: HttpRequest) -> Page | None:
    """Return the page that the address or the form names, if its user works on it."""
    value = request.POST.get("page") or request.GET.get("page") or ""
    page = get_object_or_404(Page, pk=value) if value.isdecimal() else None
    if page is not None and not _works_on(page, request.user):
        raise Http404
    return page


def _works_on(page: Page, user: Any) -> bool:
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() or permissions.can_publish())


class AddPagesView(ReleaseView):
    """Choose a page; then see what comes along with it, and add it."""

    permission = post_permission = "releases.change_release"
    template_name = "releases/add_pages.html"
    page_title = gettext_lazy("Add pages")

    def get(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Show the chooser, or what comes along."""
        page = _chosen(request)
        return self._ask(page, AddPagesForm(offered=with_parts(page)) if page is not None else None)

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Add what was ticked."""
        page = _chosen(request)
        if page is None:
            raise Http404
        form = AddPagesForm(request.POST, offered=with_parts(page))
        if not form.is_valid():
            return self._ask(page, form, status=422)
        added = composing.add_pages(self.release, form.cleaned_data["pages"], user=request.user)
        messages.success(request, _("%(count)d added, in all their languages.") % {"count": _contents(added)})
        return redirect(self.release)

    def _ask(self, page: Page | None, form: Any, status: int = 200) -> HttpResponse:
        chooser = AdminPageChooser()
        versions = versions_of([page.translation_key]) if page is not None else {}
        known = [
            (locale.get_display_name(), (page.translation_key, locale.pk) in versions) if page else ("", False)
            for locale in languages()
        ]
        return self.show(
            status=status, page=page, form=form, languages=known, refusal=why_not(page) if page else "",
            chooser=chooser.render("page", None, {"id": "id_page"}), media=chooser.media,
        )  # fmt: skip


def _contents(items: list[Any]) -> int:
    return len({item.content_id for item in items})


class ChooseReleaseView(RoomView):
    """From a page: into which release it goes."""

    permission = post_permission = "releases.change_release"
    template_name = "releases/choose.html"
    page_title = gettext_lazy("Add to a release")

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show the open releases."""
        page = self._page(page_id)
        return self.show(page=page, form=ChooseReleaseForm(), refusal=why_not(page))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Make the release if it is new; what comes along is asked next."""
        page = self._page(page_id)
        form = ChooseReleaseForm(request.POST)
        if not form.is_valid():
            return self.show(page=page, form=form, refusal=why_not(page), status=422)
        release = form.cleaned_data["release"]
        if release is None:
            if not request.user.has_perm("releases.add_release"):
                raise ReleaseRefused(_("You may not make a new release."))
            release = composing.create(name=form.cleaned_data["name"], user=request.user)
        response = redirect("releases_admin:add_pages", release.pk)
        response["Location"] += f"?page={page.pk}"
        return response

    def _page(self, page_id: int) -> Page:
        page = get_object_or_404(Page, pk=page_id)
        if not _works_on(page, self.request.user):
            raise Http404
        return page


class ItemsView(ReleaseView):
    """What happens to one item, or to all that lack a language. POST only."""

    permission = ""
    post_permission = "releases.change_release"

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Take one of the four actions."""
        action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
        if self.release.state == "scheduled" and not request.user.has_perm(PUBLISH):
            raise ReleaseRefused(
                _("The publisher has decided on this release: only they take something out. You may add pages.")
            )
        if action == "leave_language":
            keys = [(item.content_id, item.locale_id) for item in self._missing(_number(request, "locale"))]
            composing.leave_out(self.release, keys, reason=reason, user=request.user)
        else:
            content_id = _content_id(request)
            locale_id = 0 if action == "remove" else _number(request, "locale")
            if action == "remove":
                composing.remove_content(self.release, content_id, user=request.user)
            elif action == "leave_out":
                composing.leave_out(self.release, [(content_id, locale_id)], reason=reason, user=request.user)
            elif action == "take_back":
                composing.take_back(self.release, content_id, locale_id, user=request.user)
            else:
                raise Http404
        messages.success(request, _("The release was changed."))
        return redirect(self.release)

    def _missing(self, locale_id: int) -> list[Any]:
        items = resolved_items(self.release)
        return [item for item in items if item.page is None and item.locale_id == locale_id and not item.left_out]


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise Http404
    return int(value)


def _content_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("content", ""))
    except ValueError:
        raise Http404 from None


class CancelView(ReleaseView):
    """Give a release up. POST only."""

    permission = ""
    post_permission = "releases.change_release"

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Cancel it."""
        deciding.cancel(self.release, user=request.user)
        messages.success(request, _("The release was cancelled: its pages are free again."))
        return redirect("releases_admin:index")


class DuplicateView(ReleaseView):
    """Prepare another release of the same contents. POST only."""

    permission = ""
    post_permission = "releases.add_release"

    def post(self, request: HttpRequest, release_id: int) -> HttpResponse:
        """Copy it, and say what stays behind."""
        copy, behind = composing.duplicate(Release.objects.get(pk=self.release.pk), user=request.user)
        messages.success(request, _("“%(name)s” is ready to be prepared.") % {"name": copy.name})
        if behind:
            left = _("In another open release, so not copied: %(titles)s.") % {"titles": ", ".join(behind)}
            messages.warning(request, left)
        return redirect(copy)
