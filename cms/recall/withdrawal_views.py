"""Withdrawing a picture or a page at somebody's request, and lifting that again. Confirmed by POST."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.feed.models import FeedDependency
from cms.media.models import Image
from cms.recall.forms import ImageWithdrawalForm, PageWithdrawalForm, RequestForm, Scope
from cms.recall.sheets import RecallSheet
from cms.recall.taking_back import (
    lift,
    may_be_withdrawn,
    pages_of,
    pictures_of,
    standing_withdrawals,
    withdraw_image,
    withdraw_page,
    withdraw_person,
    withdraw_use,
)
from cms.workflow.decisions import standing

WITHDRAW = "recall.withdraw_content"


class _WithdrawalView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """What both withdrawals share: one form, one button, then the sheet."""

    permission_required = WITHDRAW
    raise_exception = True
    header_icon = "warning"

    def form_valid(self, form: RequestForm) -> HttpResponse:
        sheet = self.withdraw(form)
        messages.success(self.request, _("Withdrawn. Follow the recall up on this sheet."))
        if not self.request.user.has_perm("recall.view_recallsheet"):
            return redirect(self.back())
        return redirect("recall:sheet", sheet.pk)

    def withdraw(self, form: Any) -> RecallSheet:
        """Do it."""
        raise NotImplementedError

    def back(self) -> str:
        """Address of what is withdrawn."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action_url=self.request.path, back=self.back(), **kwargs)


class WithdrawImageView(_WithdrawalView):
    """A picture: wholly, for one person, or for one use."""

    template_name = "recall/withdraw_image.html"
    form_class = ImageWithdrawalForm

    @cached_property
    def image(self) -> Image:
        """The picture."""
        return get_object_or_404(Image, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Withdraw a picture")

    def get_page_subtitle(self) -> str:
        return self.image.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailimages:index"), "label": _("Images")},
            {"url": self.back(), "label": self.image.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def back(self) -> str:
        return reverse("wagtailimages:edit", args=[self.image.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "image": self.image}

    def withdraw(self, form: ImageWithdrawalForm) -> RecallSheet:
        data, asked, user = form.cleaned_data, form.request(), self.request.user
        if data["scope"] == Scope.PERSON:
            return withdraw_person(self.image, data["person"], request=asked, user=user)
        if data["scope"] == Scope.USE:
            return withdraw_use(self.image, data["use"], person=data["person"], request=asked, user=user)
        return withdraw_image(self.image, request=asked, user=user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = FeedDependency.objects.filter(kind="image", key=str(self.image.pk)).values_list("page_id", flat=True)
        pages = Page.objects.filter(pk__in=list(shown), live=True).order_by("title")
        return super().get_context_data(image=self.image, pages=pages, **kwargs)


class WithdrawPageView(_WithdrawalView):
    """A page, in all its languages."""

    template_name = "recall/withdraw_page.html"
    form_class = PageWithdrawalForm

    @cached_property
    def page(self) -> Page:
        """The page, of a type that can be taken back."""
        return get_object_or_404(Page, pk=self.kwargs["pk"]).specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.has_permission() and not may_be_withdrawn(self.page):
            messages.error(
                request,
                _("Other pages hang below this one, or it only mirrors another: withdraw those, or unpublish it."),
            )
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Withdraw a page")

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.back(), "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def back(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pictures": pictures_of(self.page)}

    def withdraw(self, form: PageWithdrawalForm) -> RecallSheet:
        chosen = form.cleaned_data.get("pictures", [])
        return withdraw_page(self.page, request=form.request(), pictures=chosen, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=self.page,
            pages=pages_of(self.page),
            standing=standing_withdrawals(self.page),
            is_unsigned=standing(self.page).is_withdrawn,
            **kwargs,
        )


@require_POST
@permission_required(WITHDRAW)
def lift_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a page be published again; publishing it stays a decision of its own."""
    page = get_object_or_404(Page, pk=pk).specific
    if lift(page, user=request.user):
        messages.success(request, _("Lifted. The page can be published again; it is not published by this."))
    else:
        messages.warning(request, _("Nothing stood: somebody else has lifted it already."))
    return redirect("wagtailadmin_pages:edit", page.pk)
