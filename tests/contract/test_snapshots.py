"""The frozen contract. A change to a snapshot is a change to what partners rely on: it goes into CHANGELOG.md.

Renew with `UPDATE_SNAPSHOTS=1 pytest tests/contract`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from graphql import print_schema

from cms.delivery.graphql.schema import schema
from cms.delivery.rest.openapi import openapi_document

SNAPSHOTS = Path(__file__).parent / "snapshots"


def test_openapi_is_what_was_promised() -> None:
    path = SNAPSHOTS / "openapi.json"
    text = json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text)
    assert json.loads(text) == json.loads(path.read_text()), (
        "The REST contract changed. If that is meant, note it in CHANGELOG.md and renew the snapshot with "
        "UPDATE_SNAPSHOTS=1."
    )


def test_graphql_is_what_was_promised() -> None:
    path = SNAPSHOTS / "schema.graphql"
    text = print_schema(schema()) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text)
    assert text == path.read_text(), (
        "The GraphQL contract changed. If that is meant, note it in CHANGELOG.md and renew the snapshot with "
        "UPDATE_SNAPSHOTS=1."
    )
