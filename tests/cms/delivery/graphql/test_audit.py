"""The audit suite of graphql-http, run by node against a live server: GraphQL over HTTP, clause by clause."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.node import run_node

pytestmark = pytest.mark.node


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_passes_the_audit_of_graphql_over_http(live_server: Any) -> None:
    done = run_node("audit.mjs", f"{live_server.url}/api/graphql")
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) >= 60
    failed = [f"{result['id']} {result['name']}: {result['reason']}" for result in results if result["status"] != "ok"]
    assert failed == []
