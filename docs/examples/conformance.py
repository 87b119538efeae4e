"""Check a copy of the data against their source, and the source against its contract. Standard library only.

    python -m docs.examples.conformance https://example.org/sandbox --copy copy.sqlite3

The first argument is the address of the site, or of its sandbox. A copy is an SQLite file of the reference follower, or
JSON in a file or at an address (docs/sandbox.md). A secret key is read from the variable FEED_KEY.
Exit status: 0 all is well; 1 something must be mended; 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docs.examples.copies import Document, Unreadable, addresses_of, digest_of, pictures_in, read_copy

SHOWN = 10
MOST_PAGES = 100_000
GRAVE = frozenset({"should_have_been_deleted", "picture_must_not_be_shown"})
MEANINGS = {
    "source": "The source does not answer as its contract says",
    "missing": "Public, and missing in your copy",
    "should_have_been_deleted": "Deleted at the source, and still in your copy",
    "unknown": "In your copy, and unknown at the source",
    "outdated": "Differs from the source",
    "picture_must_not_be_shown": "A picture that must not be shown any more",
    "credit": "A picture without its credit or licence",
    "licence": "A document without its licence or attribution",
}


class Unreachable(RuntimeError):
    """The source does not answer at all."""


@dataclass(frozen=True)
class Reply:
    """One answer. Shape: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Source:
    """Everything the change feed says: documents by id, and why others were deleted."""

    documents: dict[str, Document] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)
    pages: int = 0


@dataclass
class Report:
    """What was found, by kind, each entry a sentence or an id."""

    documents: int = 0
    held: int = 0
    compared: bool = False
    checks: list[str] = field(default_factory=list)
    findings: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, what: str) -> None:
        """Note one finding."""
        self.findings.setdefault(kind, []).append(what)

    def expect(self, name: str, *, holds: bool, instead: str) -> None:
        """Note a promise of the source that was looked at."""
        self.checks.append(name)
        if not holds:
            self.add("source", f"{name}: {instead}")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow nothing: where a document moved is part of what is checked."""


_opener = urllib.request.build_opener(_Stay)


def ask(url: str, **headers: str) -> Reply:
    """Send one GET. Errors: Unreachable."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if key := os.environ.get("FEED_KEY"):
        sent["Authorization"] = f"Bearer {key}"
    try:
        with _opener.open(urllib.request.Request(url, headers=sent), timeout=60) as answer:  # noqa: S310 (as given)
            return Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())
    except (OSError, ValueError) as error:
        raise Unreachable(f"{url} does not answer: {error}") from error


def walk(root: str, report: Report) -> Source:
    """Read the change feed from its start to its end. Errors: Unreachable where it cannot be read."""
    source, here, latest = Source(), f"{root}/api/v1/changes", 0
    while source.pages < MOST_PAGES:
        reply = ask(here)
        if reply.status != 200:
            raise Unreachable(f"{here} answered {reply.status}.")
        page = json.loads(reply.body)
        source.pages += 1
        for item in page["items"]:
            report.expect("change numbers rise", holds=item["modified"] > latest, instead=f"{item['modified']}")
            latest = item["modified"]
            if item["state"] == "deleted":
                source.documents.pop(item["id"], None)
                source.deleted[item["id"]] = item.get("reason", "")
            else:
                source.deleted.pop(item["id"], None)
                source.documents[item["id"]] = item["data"]
        if page["next"] == here:
            report.expect("the last page is empty", holds=not page["items"], instead="it holds items")
            return source
        here = page["next"]
    raise Unreachable(f"The feed did not end after {MOST_PAGES} pages.")


def check_source(root: str, source: Source, report: Report) -> None:
    """Look at what the source promises beside its feed."""
    _check_conditional(f"{root}/api/v1/", "the service document", report)
    for key, document in list(source.documents.items())[-1:]:
        url = f"{root}/api/v1/documents/{key}"
        reply = _check_conditional(url, "a document", report)
        same = reply.status == 200 and json.loads(reply.body) == document
        report.expect("a document is the same in the feed and at its address", holds=same, instead=url)
        names = ("ratelimit", "ratelimit-policy", "cache-control", "vary")
        lacking = [name for name in names if name not in reply.headers]
        report.expect("limits and freshness are told", holds=not lacking, instead=f"{url} lacks {', '.join(lacking)}")
    for key in list(source.deleted)[-1:]:
        url = f"{root}/api/v1/documents/{key}"
        status = ask(url).status
        report.expect("what was deleted answers 410", holds=status == 410, instead=f"{url} answered {status}")
    if root.endswith("/sandbox"):
        _check_moved(root, report)


def _check_conditional(url: str, name: str, report: Report) -> Reply:
    reply = ask(url)
    tag = reply.headers.get("etag", "")
    report.expect(f"{name} has an ETag", holds=bool(tag), instead=f"{url} ({reply.status}) has none")
    if tag:
        again = ask(url, If_None_Match=tag)
        report.expect(f"{name} answers 304", holds=again.status == 304, instead=f"{url} answered {again.status}")
    return reply


def _check_moved(root: str, report: Report) -> None:
    for kind in json.loads(ask(f"{root}/api/v1/").body)["types"]:
        if not kind["url"] or kind["name"] == "chapter":
            continue
        reply = ask(f"{kind['url']}/moved-before")
        holds = reply.status == 308 and ask(reply.headers.get("location", kind["url"])).status == 200
        report.expect("what moved answers 308", holds=holds, instead=f"{kind['url']}/moved-before: {reply.status}")


def compare(source: Source, copy: Mapping[str, Document | str | None], report: Report) -> None:
    """Compare a copy with its source."""
    report.held = len(copy)
    allowed = {url for document in source.documents.values() for p in pictures_in(document) for url in addresses_of(p)}
    for key in source.documents.keys() - copy.keys():
        report.add("missing", key)
    for key, held in copy.items():
        true = source.documents.get(key)
        if true is None:
            reason = source.deleted.get(key)
            if reason is None:
                report.add("unknown", key)
            else:
                report.add("should_have_been_deleted", f"{key} ({reason})")
        elif held is not None and (held if isinstance(held, str) else digest_of(held)) != digest_of(true):
            report.add("outdated", key)
        if isinstance(held, dict):
            _check_rights(key, held, allowed, report)


def _check_rights(key: str, held: Document, allowed: set[str], report: Report) -> None:
    if not held.get("licence") or not held.get("attribution"):
        report.add("licence", key)
    for picture in pictures_in(held):
        for url in sorted(addresses_of(picture) - allowed):
            report.add("picture_must_not_be_shown", f"{url} in {key}")
        if not picture.get("credit") or not picture.get("licence"):
            report.add("credit", f"{picture['url']} in {key}")


def run(root: str, copy: str = "") -> Report:
    """Check a source, and a copy where there is one. Errors: Unreachable, Unreadable."""
    report = Report()
    held = read_copy(copy) if copy else None
    try:
        source = walk(root.rstrip("/"), report)
        check_source(root.rstrip("/"), source, report)
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable(f"{root} does not speak as the contract says: {error!r}") from error
    report.checks = list(dict.fromkeys(report.checks))
    report.documents = len(source.documents)
    if held is not None:
        report.compared = True
        compare(source, held, report)
    return report


def as_text(report: Report) -> str:
    """Write a report for people."""
    held = f"{report.held} in your copy" if report.compared else "no copy compared (give it with --copy)"
    lines = [f"{report.documents} public documents at the source, {held}."]
    lines += [f"{len(report.checks)} promises of the source looked at."]
    for kind in sorted(report.findings, key=lambda kind: (kind not in GRAVE, list(MEANINGS).index(kind))):
        found = report.findings[kind]
        lines += ["", f"{'GRAVE: ' if kind in GRAVE else ''}{MEANINGS[kind]}: {len(found)}"]
        lines += [f"  {what}" for what in found[:SHOWN]]
        lines += [f"  and {len(found) - SHOWN} more (--json names all)"] if len(found) > SHOWN else []
    return "\n".join([*lines, "", "Something must be mended." if report.findings else "All is well."])


def main(arguments: list[str] | None = None, *, write: Callable[[str], object] = print) -> int:
    """Run from the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="docs.examples.conformance", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("url", help="address of the site, or of its sandbox")
    parser.add_argument("--copy", default="", help="SQLite file, JSON file, or address of JSON")
    parser.add_argument("--json", action="store_true", help="write the whole report as JSON")
    given = parser.parse_args(arguments)
    try:
        report = run(given.url, given.copy)
    except (Unreachable, Unreadable) as error:
        write(json.dumps({"error": str(error)}) if given.json else f"Could not be checked: {error}")
        return 2
    shape = {name: getattr(report, name) for name in ("documents", "held", "checks", "findings")}
    write(json.dumps(shape, indent=1, ensure_ascii=False) if given.json else as_text(report))
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
