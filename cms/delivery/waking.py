"""Whether work for later may be handed over at once, or is left to the jobs of the minute."""

from __future__ import annotations

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.dummy import DummyBackend
from django_tasks.backends.immediate import ImmediateBackend


def has_workers() -> bool:
    """Tell whether tasks run in a process of their own, and not inside the editor's request, or never."""
    return not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend | DummyBackend)
