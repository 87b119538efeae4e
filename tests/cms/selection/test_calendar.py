"""Mandates in the calendar of the house."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from cms.selection.mandates import admit_existing, renew
from cms.workflow.calendar_entries import EntryKind, entries
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests import factories
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate() -> Any:
    set_up_roles()
    today = datetime.date.today()
    page = factories.ambassador(is_live=False, title="Fonderie")
    return admit_existing(page, first_day=today, last_day=today + datetime.timedelta(days=30), basis="Essai.")


def found(user: Any) -> list[str]:
    now = timezone.now()
    return [e.title for e in entries(now, now + datetime.timedelta(days=60), user, kinds=[EntryKind.MANDATE])]


def test_the_end_of_a_mandate_is_there(mandate: Any) -> None:
    assert found(person("colette", Role.COMMITTEE)) == ["Fonderie"]


def test_one_that_is_renewed_does_not_end(mandate: Any) -> None:
    renew(mandate, last_day=datetime.date.today() + datetime.timedelta(days=400), reason="Suite.", user=None)
    assert found(person("colette", Role.COMMITTEE)) == []


def test_who_may_not_see_mandates_sees_none(mandate: Any) -> None:
    assert found(person("parvati", Role.PARTNERSHIPS)) == []
