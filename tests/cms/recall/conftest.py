"""A first page that stands: the migration that made it knew of no decisions."""

from __future__ import annotations

import pytest

from home.models import HomePage
from tests.workflow_world import clear


@pytest.fixture(autouse=True)
def _cleared_home(db: None) -> None:
    clear(HomePage.objects.get(locale__language_code="fr"))
