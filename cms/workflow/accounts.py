"""The users’ pages of the admin, where those who manage accounts cannot make themselves almighty.

Whoever may change users may tick “Administrator” on anybody else’s account, or set a superuser’s password
(wagtail 8.0.1, wagtail/users/forms.py): the role “Administration” would then be a superuser in two clicks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.users.views.users import CreateView, EditView, UserViewSet


def require_no_higher(request: HttpRequest, users: Iterable[Any]) -> None:
    """Leave superusers to superusers. Errors: PermissionDenied."""
    if not request.user.is_superuser and any(user.is_superuser for user in users):
        raise PermissionDenied


class _WithoutHigherPowers:
    """A form on which only a superuser makes superusers."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        form: BaseForm = super().get_form(*args, **kwargs)  # type: ignore[misc]
        field = form.fields.get("is_superuser")
        if field is not None and not self.request.user.is_superuser:
            # A disabled field keeps its value whatever is sent.
            field.disabled = True
            field.help_text = _("Only somebody who has this power can give it.")
        return form


class AccountCreateView(_WithoutHigherPowers, CreateView):
    """A new account."""


class AccountEditView(_WithoutHigherPowers, EditView):
    """An account, with its roles."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require_no_higher(request, [self.object])
        return super().dispatch(request, *args, **kwargs)


class AccountViewSet(UserViewSet):
    """Wagtail’s accounts, with the two views above."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView


@hooks.register("before_bulk_action")
def leave_superusers_alone(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Refuse to switch off, delete or give a role to a superuser among others."""
    if action.model is get_user_model():
        require_no_higher(request, objects)
