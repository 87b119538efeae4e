"""Schemathesis against the published contract, in this process: what is declared is true, and nothing breaks it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from cms.delivery.rest.openapi import openapi_bytes
from tests import factories
from tests.cms.delivery.feed_rows import ambassador_row

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "15"))


@pytest.fixture
def _content(db: None) -> None:
    for number in range(3):
        ambassador_row(title=f"Atelier {number}")
    factories.article(title="Une visite")
    factories.chapter(parent=factories.white_paper(), title="Produire")


@pytest.fixture(autouse=True)
def _connection_of_the_test() -> Iterator[None]:
    """Keep the connection, and with it the test's transaction, over requests; Django's own client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _application() -> Callable[..., Any]:
    django = get_wsgi_application()

    def without_coding(environ: dict[str, Any], start_response: Any) -> Any:
        # Werkzeug's client asks for gzip and then does not undo it.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return django(environ, start_response)

    return without_coding


def _operations() -> list[Any]:
    schema: Any = schemathesis.openapi.from_dict(json.loads(openapi_bytes()))
    schema.app = _application()
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.usefixtures("_content")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", _operations(), ids=lambda operation: operation.label)
def test_the_contract_is_true(operation: Any, mode: GenerationMode) -> None:
    if mode is GenerationMode.NEGATIVE and not operation.query:
        pytest.skip("Takes no parameters: nothing can be wrong with them.")

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: schemathesis.Case) -> None:
        if mode is GenerationMode.POSITIVE:
            # Only we can make a cursor, and the number beside it: no schema tells a true one.
            case.query.pop("after", None)
            case.query.pop("afterChangeNumber", None)
            if case.query.get("key") == "":
                # No schema says of a key that it is not empty; one that is opens nothing, which others prove.
                del case.query["key"]
        case.call_and_validate()

    check()
