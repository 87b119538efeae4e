"""Keep an exact local copy of the change feed. Standard library only; docs/api/changes.md explains each step.

    python -m docs.examples.follower https://example.org/api/v1/changes copy.sqlite3 [--once]

The variable FEED_KEY holds a partner's secret key. With --once it ends when it has caught up, or has failed
for four minutes. Started again it goes on.
"""

import argparse
import http.client
import json
import os
import sqlite3
import sys
import time
from urllib import request

TABLES = """CREATE TABLE IF NOT EXISTS document (id TEXT PRIMARY KEY, kind TEXT, data TEXT, round INTEGER);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), url, next, round INTEGER, is_complete)"""


def fetch(url, *, wait_s, opener):
    """Return a page, and whether the server held the request until there was something to say."""
    key = os.environ.get("FEED_KEY")
    headers = {"Prefer": f"wait={wait_s}", **({"Authorization": f"Bearer {key}"} if key else {})}
    with opener(request.Request(url, headers=headers), timeout=60) as answer:  # noqa: S310 (your address)
        return json.loads(answer.read()), "Preference-Applied" in answer.headers


def store(copy, url, page, number, *, is_complete, is_end):
    """Store a page and the place after it: both or neither. `number` counts the times that all was read anew."""
    with copy:
        for item in page["items"]:
            if item["state"] == "deleted":
                copy.execute("DELETE FROM document WHERE id = ?", (item["id"],))
            else:
                data = json.dumps(item["data"], ensure_ascii=False, separators=(",", ":"))
                copy.execute("REPLACE INTO document VALUES (?, ?, ?, ?)", (item["id"], item["kind"], data, number))
        if is_end and not is_complete:  # All has been read: what this round did not bring is not public any more.
            copy.execute("DELETE FROM document WHERE round < ?", (number,))
        copy.execute("REPLACE INTO place VALUES (1, ?, ?, ?, ?)", (url, page["next"], number, is_complete or is_end))


def follow(url, path, *, once=False, opener=request.urlopen, sleep=time.sleep):
    """Bring the copy in step with the feed, and keep it so."""
    copy, failures, is_end = sqlite3.connect(path), 0, False
    copy.executescript(TABLES)
    while not (is_end and once):
        known = copy.execute("SELECT url, next, round, is_complete FROM place").fetchone()
        begun, here, number, is_complete = known or (url, url, 1, False)
        if begun != url:
            raise ValueError(f"{path} is a copy of {begun}: give {url} a file of its own.")
        try:
            page, was_held = fetch(here, wait_s=0 if once else 20, opener=opener)
        except (OSError, http.client.HTTPException, json.JSONDecodeError, UnicodeDecodeError) as failure:
            status, headers = getattr(failure, "code", 503), getattr(failure, "headers", None) or {}
            if status == 410:  # This place in the feed is no more: read all anew, from the start.
                store(copy, url, {"next": url, "items": ()}, number + 1, is_complete=False, is_end=False)
            elif (status == 429 or status >= 500) and not (once and failures > 7):  # It passes, like a broken network.
                failures += 1
                wait_s = int(asked) if (asked := headers.get("Retry-After", "")).isdigit() else min(60, 2**failures)
                print(f"{here}: {failure!r}. Again in {wait_s} s.", file=sys.stderr)  # noqa: T201 (its log)
                sleep(wait_s)
            else:
                raise
            continue
        if page["next"].partition("?")[0] != url.partition("?")[0]:  # Never carry a key to another server.
            raise ValueError(f"The feed leads elsewhere: {page['next']}")
        failures, is_end = 0, page["next"] == here
        store(copy, url, page, number, is_complete=is_complete, is_end=is_end)
        if is_end and not was_held and not once:
            sleep(10)
    copy.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("url", help="of the change feed")
    parser.add_argument("path", help="an SQLite file")
    parser.add_argument("--once", action="store_true", help="end when the copy is in step")
    follow(**vars(parser.parse_args()))
