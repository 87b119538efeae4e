"""Every address of the admin, whoever put it there, for every role and for a stranger: as the table says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cms.workflow.permissions.table import ANYONE, FILE, LETTERS, read_table
from tests.cms.workflow.permissions.walk import admin_addresses, bulk_actions, draw_nothing, is_let_in, may_act
from tests.cms.workflow.permissions.world import BY_POST, DATA, QUERIES, World, make_world

pytestmark = pytest.mark.django_db
WHAT_TO_DO = (
    f"Decide in {FILE.name} who may come there: a line with the address and the letters of the roles (see its head). "
    "If it takes an argument that world.py does not know, give it a real object there."
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = make_world()
    draw_nothing(monkeypatch)
    return made


class TestTable:
    def test_it_works(self) -> None:
        assert read_table()["wagtailadmin_home"] == "".join(LETTERS.values())

    def test_every_address_has_a_decision(self) -> None:
        known = {address.key for address in admin_addresses()} | {name for name, _model, _action in bulk_actions()}
        new = sorted(known - read_table().keys())
        assert not new, f"No decision yet on {', '.join(new)}. {WHAT_TO_DO}"

    def test_nothing_is_decided_on_that_does_not_exist(self) -> None:
        known = {address.key for address in admin_addresses()} | {name for name, _model, _action in bulk_actions()}
        gone = sorted(read_table().keys() - known)
        assert not gone, f"{FILE.name} still decides on {', '.join(gone)}: take these lines out."

    def test_each_address_answers_each_role_as_decided(self, world: World) -> None:
        table = read_table()
        differences = []
        for key, found in [*self.answers(world), *self.bulk_answers(world)]:
            if key in table and found != table[key]:
                differences.append(f"{key}: decided {table[key] or 'nobody'}, answers {found or 'nobody'}")
        assert not differences, "\n".join([*differences, WHAT_TO_DO])

    def answers(self, world: World) -> list[tuple[str, str]]:
        found = []
        for address in admin_addresses():
            path = address.path(world.arguments(address.name, address.arguments)) + QUERIES.get(address.key, "")
            asked = {"data": DATA.get(address.key), "by_post": address.key in BY_POST}
            letters = [ANYONE] if is_let_in(path, None, **asked) else []
            letters += [letter for role, letter in LETTERS.items() if is_let_in(path, world.people[role], **asked)]
            found.append((address.key, "".join(letters)))
        return found

    def bulk_answers(self, world: World) -> list[tuple[str, str]]:
        people: list[tuple[str, Any]] = [(ANYONE, None), *((LETTERS[role], who) for role, who in world.people.items())]
        return [
            (name, "".join(letter for letter, who in people if may_act(model, action, world.object_of(model), who)))
            for name, model, action in bulk_actions()
        ]
