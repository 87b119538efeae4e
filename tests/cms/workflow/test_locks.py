"""The words of the lock on a page under review."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests import factories
from tests.workflow_world import edit, person, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    set_up_roles()
    rose = person("rose", Role.WRITING)
    made = edit(factories.article(is_live=False), rose, summary="À relire.")
    submit(made, rose)
    return type(made).objects.get(pk=made.pk)


def message(page: Any, user: Any) -> str | None:
    with translation.override("en"):
        return page.get_lock().get_message(user)


def test_a_reviewer_is_sent_to_the_review_page(page: Any) -> None:
    assert "decide on the review page" in str(message(page, person("remi", Role.REVIEW)))


def test_a_writer_is_told_nothing_and_may_go_on(page: Any) -> None:
    rose = person("rose", Role.WRITING)
    assert not page.get_lock().for_user(rose)
    assert message(page, rose) is None


def test_somebody_else_reads(page: Any) -> None:
    assert "You can read it" in str(message(page, person("colette", Role.COMMITTEE)))


def test_a_lock_of_wagtail_s_own_is_left_alone(page: Any) -> None:
    free = factories.article()
    assert free.get_lock() is None
