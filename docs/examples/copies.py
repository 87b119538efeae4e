"""Reading a partner's own copy, in whichever form it is kept. Standard library only.

A copy is the SQLite file of the reference follower (docs/examples/follower.py), or JSON in a file or at an address: a
list of documents, an object with `items`, or an object from id to document, to digest, or to null.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SQLITE = b"SQLite format 3\0"
Document = dict[str, Any]


class Unreadable(ValueError):
    """The copy cannot be read. The message says what was expected."""


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of a document: SHA-256 of its JSON with sorted names, no spaces, in UTF-8."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read_copy(where: str) -> dict[str, Document | str | None]:
    """Return what a copy holds: for each id the document, or its digest, or None where only the id is known.

    Errors: Unreadable.
    """
    if where.startswith(("https://", "http://")):
        try:
            with urllib.request.urlopen(where, timeout=60) as answer:  # noqa: S310 (an address of the partner's own)
                return _from_json(answer.read())
        except (OSError, urllib.error.URLError) as error:
            raise Unreadable(f"{where} does not answer: {error}") from error
    path = Path(where)
    if not path.is_file():
        raise Unreadable(f"There is no file {where}.")
    with path.open("rb") as file:
        is_sqlite = file.read(len(_SQLITE)) == _SQLITE
    return _from_sqlite(path) if is_sqlite else _from_json(path.read_bytes())


def pictures_in(value: Any) -> Iterator[Document]:
    """Give every picture anywhere in a document: the objects that have a `url`, a `credit` and a `srcset`."""
    if isinstance(value, dict):
        if {"url", "credit", "srcset"} <= value.keys():
            yield value
        for inner in value.values():
            yield from pictures_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pictures_in(inner)


def addresses_of(picture: Mapping[str, Any]) -> set[str]:
    """Return the addresses of every file of a picture."""
    return {picture["url"], *(source["url"] for source in picture["srcset"])}


def _from_sqlite(path: Path) -> dict[str, Document | str | None]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return {key: json.loads(data) for key, data in connection.execute("SELECT id, data FROM document")}
    except (sqlite3.Error, ValueError) as error:
        raise Unreadable(f"{path} has no table document(id, data) with JSON in it: {error}") from error
    finally:
        connection.close()


def _from_json(data: bytes) -> dict[str, Document | str | None]:
    try:
        content = json.loads(data)
    except ValueError as error:
        raise Unreadable(f"The copy is neither SQLite nor JSON: {error}") from error
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        content = content["items"]
    if isinstance(content, list):
        if not all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in content):
            raise Unreadable("A list must hold documents, each with its id.")
        return {item["id"]: item for item in content}
    if isinstance(content, dict) and all(isinstance(value, dict | str | None) for value in content.values()):
        return content
    raise Unreadable("JSON must be a list of documents, or an object from id to document, digest or null.")
