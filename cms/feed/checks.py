"""What is wrong at start: a page type nobody decided on, a database that cannot keep the promises."""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.checks import Error, Tags, register
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError
from wagtail.models import get_page_models

from cms.feed import registry, triggers


@register(Tags.models)
def every_page_type_is_decided(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every page type is registered as public or declared private: forgetting is not an option."""
    return [
        Error(
            f"{model._meta.label} is neither registered with the feed nor declared private.",
            hint="Register a FeedType in the app's feed.py, or call cms.feed.registry.declare_private().",
            obj=model,
            id="feed.E001",
        )
        for model in get_page_models()
        if not registry.is_decided(model) and not model._meta.abstract
    ]


@register(Tags.database)
def the_database_keeps_its_promises(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Any]:
    """Triggers stand, and PostgreSQL reads committed rows only (docs/house.md, "Lock first")."""
    if not databases or "default" not in databases:
        return []
    found: list[Any] = []
    try:
        absent = triggers.missing()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW default_transaction_isolation")
                level = cursor.fetchone()[0]
            if level != "read committed":
                found.append(Error(f"Isolation is {level!r}; the feed needs 'read committed'.", id="feed.E002"))
    except (OperationalError, ProgrammingError) as error:
        message = f"The feed's tables could not be looked at: {error}"
        return [checks.Warning(message, hint="Run migrate.", id="feed.W001")]
    if absent:
        found.append(
            checks.Warning(
                "Tables without their feed triggers: " + ", ".join(absent) + ".",
                hint="Run `manage.py migrate` once more: it makes them anew.",
                id="feed.W002",
            )
        )
    return found
