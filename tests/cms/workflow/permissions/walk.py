"""Walks the URL resolver of the admin and calls each view for each role, without drawing a single page."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.urls.resolvers import URLResolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Site

LOGIN = "/admin/login/?next="


@dataclass(frozen=True)
class Address:
    """One pattern of the admin. Shape: `name` is the name with its namespaces; several may share it."""

    name: str
    route: str
    arguments: tuple[str, ...]
    is_namesake: bool = False

    @property
    def key(self) -> str:
        """What the table calls it: its name, with its last argument if an earlier one has it, or its bare route."""
        if self.is_namesake:
            return f"{self.name}+{self.arguments[-1]}"
        return self.name or self.route

    def path(self, arguments: Mapping[str, Any]) -> str:
        """Return where it is with some arguments; for the route that leads nowhere, one such place."""
        return reverse(self.name, kwargs=arguments) if self.name else self.route.replace(".*/$", "nulle-part/")


def admin_addresses() -> list[Address]:
    """Return every pattern of the admin, ours included, once for each name and set of arguments."""
    (admin,) = [part for part in get_resolver().url_patterns if str(part.pattern) == "admin/"]
    found: dict[tuple[str, tuple[str, ...]], Address] = {}
    names: set[str] = set()
    for address in _walk(admin.url_patterns, "/admin/", ()):
        if (address.key, address.arguments) not in found:
            found[address.key, address.arguments] = replace(address, is_namesake=bool(address.name in names))
        names |= {address.name} - {""}
    return list(found.values())


def _walk(patterns: list[Any], prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for part in patterns:
        route = prefix + str(part.pattern).lstrip("^")
        if isinstance(part, URLResolver):
            inner = (*namespaces, part.namespace) if part.namespace else namespaces
            yield from _walk(part.url_patterns, route, inner)
        elif isinstance(part, URLPattern):
            arguments = tuple(part.pattern.converters or part.pattern.regex.groupindex)
            yield Address(":".join((*namespaces, part.name)) if part.name else "", route, arguments)


class NoMessages(BaseStorage):
    """Messages of one request, kept nowhere."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, messages: list[Any], response: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return []


def is_let_in(path: str, user: Any, *, data: Mapping[str, str] | None = None, by_post: bool = False) -> bool:
    """Tell whether a view answers this user: anything but the login, a refusal, or a page that does not exist.

    Shape: what fails for another reason (a form that lacks a field) was let in. A view that takes no GET is asked by
    POST with some data, or else by PUT, and what it did is taken back.
    """
    answer = HTTPStatus.METHOD_NOT_ALLOWED if by_post else _answer(path, user, "GET", {})
    for method in ("POST", "PUT"):
        if answer == HTTPStatus.METHOD_NOT_ALLOWED:
            with transaction.atomic():
                answer = _answer(path, user, method, data or {})
                transaction.set_rollback(True)
    return answer not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def _answer(path: str, user: Any, method: str, data: Mapping[str, str]) -> int:
    match = resolve(path.partition("?")[0])
    request = request_for(path, user, method, data)
    request.resolver_match = match
    try:
        answer = match.func(request, *match.args, **match.kwargs)
    except (PermissionDenied, SuspiciousOperation):
        return HTTPStatus.FORBIDDEN
    except Http404:
        return HTTPStatus.NOT_FOUND
    except Exception:  # noqa: BLE001 (past the permission, a question without its form may end anyhow)
        return HTTPStatus.INTERNAL_SERVER_ERROR
    if answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith(LOGIN):
        return HTTPStatus.FORBIDDEN
    return answer.status_code


def request_for(path: str, user: Any, method: str = "GET", data: Mapping[str, str] | None = None) -> HttpRequest:
    """Return a request as the middleware would hand it to a view."""
    maker = RequestFactory(SERVER_NAME=Site.objects.get(is_default_site=True).hostname)
    form = "application/x-www-form-urlencoded"
    request = maker.generic(method, path, urlencode(data or {}), content_type=form)
    request.user = user if user is not None else AnonymousUser()
    request.session = SessionStore()
    request._messages = NoMessages(request)  # type: ignore[attr-defined]
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    return request


def bulk_actions() -> list[tuple[str, Any, Any]]:
    """Return every bulk action. Shape: what the table calls it, its model, its class."""
    bulk_action_registry._scan_for_bulk_actions()
    return [
        (f"bulk:{app}.{model}:{name}", apps.get_model(app, model), action)
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for name, action in actions.items()
    ]


def may_act(model: Any, action: Any, pk: Any, user: Any) -> bool:
    """Tell whether a bulk action would do something to an object for this user."""
    request = request_for(f"/admin/bulk/?id={pk}", user)
    view = action(request, model)
    view.request = request
    if user is None or not user.has_perm("wagtailadmin.access_admin"):
        return False
    try:
        checked = getattr(view, "any_permission_required", None)
        if checked and not view.user_has_any_permission(checked):
            return False
        return bool(view.get_actionable_objects()[0])
    except PermissionDenied:
        return False


def draw_nothing(monkeypatch: Any) -> None:
    """Leave the templates out, and let a refusal be one: Wagtail turns it into a way home with a message."""
    monkeypatch.setattr(SimpleTemplateResponse, "render", lambda self: self)
    monkeypatch.setattr("wagtail.admin.auth.permission_denied", _refuse)
    # A page that is previewed without being drawn complains.
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


def _refuse(request: HttpRequest) -> None:
    raise PermissionDenied
