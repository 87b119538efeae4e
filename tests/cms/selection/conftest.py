from __future__ import annotations

from typing import Any

import pytest

from cms.feed.transaction import editorial_transaction, mark_dirty
from cms.workflow.roles import Role
from tests import factories, selection_world


@pytest.fixture
def _cleared(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask no decision of the workflow of any page: what is tested here is the committee's."""
    monkeypatch.setattr("cms.workflow.requirements.of_type", lambda model: ())
    for name in ("gates", "receivers", "publishing", "wagtail_hooks", "checks_of_pictures"):
        monkeypatch.setattr(f"cms.workflow.{name}.of_type", lambda model: (), raising=False)
    with editorial_transaction():
        mark_dirty("all", "")


@pytest.fixture
def directory(_cleared: None) -> Any:
    """Return the directory, where drafts are put."""
    return factories.ambassador_index()


@pytest.fixture
def director(db: None) -> Any:
    """Return somebody who records decisions."""
    return selection_world.person(Role.PUBLICATION, "directrice")
