"""The pages of a small site, visited once for all the tests of a module."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.cms.face.visits import Visit, build, visit


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> dict[str, Visit]:
    """Visit every kind of page once; what the tests then look at needs no database."""
    with django_db_blocker.unblock(), transaction.atomic():
        visits = {name: visit(Client(), path) for name, path in build().items()}
        transaction.set_rollback(True)
    return visits
