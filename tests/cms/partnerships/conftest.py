"""Partners and who looks after them; links are mailed at once, not in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from cms.partners.models import PartnerContact
from cms.partnerships import letters
from tests.partners_world import Known, contact, known
from tests.workflow_world import person


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Now:
        def submit(self, work: Callable[[], None]) -> None:
            work()

    monkeypatch.setattr(letters, "_later", Now())
    # The connection is the test's: it stays open.
    monkeypatch.setattr(letters, "close_old_connections", lambda: None)


@pytest.fixture
def who(db: None) -> Known:
    return known()


@pytest.fixture
def camille(who: Known) -> PartnerContact:
    return contact(who.partner, email="camille@ville-exemple.fr")


@pytest.fixture
def staff(db: None) -> Client:
    """Somebody who looks after partners, at the admin. What the roles are granted is held by the permission table."""
    user = person("parvati")
    names = ("access_admin", "view_partner", "add_partner", "change_partner")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client
