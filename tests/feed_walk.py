"""One way to change public state, done by an editor's act and by rows alone; and the steps both are held to."""

from __future__ import annotations

from typing import Any

import pytest
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from cms.feed.models import DirtyMark
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from tests.feed_world import World, assert_in_step

NOBODY = ""


class Operation:
    """What is seen before and after a change.

    Shape: `prepare` is committed first; `act` stands inside editorial_transaction(); `raw` changes the same rows with
    SQL that no signal announces, so that only the database triggers can tell the sweeper.
    """

    before: Any
    after: Any

    def seen(self, w: World) -> Any:
        """Return what shows the change."""
        raise NotImplementedError

    def prepare(self, w: World) -> None:
        """Bring the site into the state that the change starts from."""

    def act(self, w: World) -> None:
        """Do it as an editor's request does."""
        raise NotImplementedError

    def raw(self, w: World) -> None:
        """Do it behind the back of every signal."""
        raise NotImplementedError


def operations_of(module: str) -> list[Any]:
    """Return the operations a test module defines, as parameters."""
    mine = [found for found in Operation.__subclasses__() if found.__module__ == module]
    return [pytest.param(found(), id=found.__name__) for found in mine]


def _prepare(operation: Operation, world: World) -> None:
    with editorial_transaction():
        operation.prepare(world)
    assert_in_step()
    assert operation.seen(world) == operation.before


def by_an_editor(operation: Operation, world: World) -> None:
    """Act, and find the feed in step in the same transaction."""
    _prepare(operation, world)
    with editorial_transaction():
        operation.act(world)
    assert operation.seen(world) == operation.after
    assert_in_step()


def behind_our_back(operation: Operation, world: World) -> None:
    """Change the rows, find the marks that the database left, and the feed in step after the sweep."""
    _prepare(operation, world)
    assert not DirtyMark.objects.exists()
    operation.raw(world)
    assert DirtyMark.objects.exists(), "no database trigger noticed"
    sweep()
    assert operation.seen(world) == operation.after
    assert not DirtyMark.objects.exists()
    assert_in_step()


def pages(*names: str, w: World) -> Any:
    """Return a queryset of pages of the site by name."""
    return Page.objects.filter(pk__in=[w.ids[name] for name in names])


def raw_move(page: Page, target: Page, pos: str) -> None:
    """Move rows with treebeard's SQL alone, then their paths, as a script would."""
    former = page.url_path
    MP_Node.move(page, target, pos)
    parent = Page.objects.get(pk=page.pk).get_parent()
    for below in Page.objects.filter(url_path__startswith=former):
        moved = f"{parent.url_path}{page.slug}/{below.url_path[len(former) :]}"
        Page.objects.filter(pk=below.pk).update(url_path=moved)
