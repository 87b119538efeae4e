"""The change feed as a connection: the same rows and the same order as REST's, in GraphQL's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from cms.delivery.change_places import Binding, PlaceLost, question_of, start
from cms.delivery.graphql.arguments import broken_cursor, read_page
from cms.delivery.graphql.asking import Asked
from cms.delivery.graphql.lists import Load, connection
from cms.delivery.graphql.sources import Wants
from cms.delivery.http import mount_of
from cms.feed import cursors
from cms.feed.changes import ChangeRow, CursorTooOld, changes_since
from cms.feed.selectors import Row


def changes_loader() -> Load:
    """Return the loader of the change feed: two queries, one of them for how far back tombstones are kept."""

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any]:
        caller = asked.caller
        limit, cursor, _ = read_page(arguments)
        kind, locale = arguments.get("type"), arguments.get("locale")
        asked_for = () if kind is None else (kind,)
        epoch, latest, _version = asked.mark
        binding = Binding(question_of(asked_for, locale, mount_of(asked.request)), caller, epoch)
        try:
            place = start(latest) if cursor is None else binding.read(cursor)
            found = changes_since(
                after=place.after,
                limit=limit + 1,
                audience=caller.audience,
                types=caller.narrowed(asked_for) if asked_for else caller.types,
                locale=locale,
                begun_at=place.begun_at,
            )
        except cursors.BrokenCursor as error:
            raise broken_cursor() from error
        except (CursorTooOld, PlaceLost) as error:
            raise _too_old() from error
        shown, has_next = found[:limit], len(found) > limit
        asked.use((row for row in map(_row, shown) if row is not None), "changes")
        places = [place.at(change.change) for change in shown]
        if places and not has_next:
            places[-1] = places[-1].caught_up(latest)
        made = [binding.write(one).text for one in places]
        answer = connection(
            [_node(change) for change in shown], made, has_next=has_next, has_previous=bool(place.after)
        )
        if not shown:
            # A page without changes ends where it began: whoever waits for more keeps its cursor, unless it ages.
            kept = cursor is not None and not place.is_ageing
            answer["pageInfo"]["endCursor"] = cursor if kept else binding.write(place.caught_up(latest)).text
        return answer

    return load


def _too_old() -> GraphQLError:
    return GraphQLError(
        "This place in the feed is no more: the numbering began anew, deletions after it were forgotten, or what you "
        "may have has changed. Begin anew without `after`, and delete what does not come back.",
        extensions={"code": "CURSOR_TOO_OLD"},
    )


def _node(change: ChangeRow) -> dict[str, Any]:
    is_shown = change.body is not None
    row = _row(change)
    return {
        "state": "updated" if is_shown else "deleted",
        "type": change.type,
        "locale": change.locale,
        "id": str(change.document_id),
        "modifiedAt": change.modified_at.isoformat().replace("+00:00", "Z"),
        "reason": None if is_shown else change.reason or None,
        "document": None if row is None else row.data,
    }


def _row(change: ChangeRow) -> Row | None:
    if change.body is None:
        return None
    return Row(change.document_id, change.body, change.modified_at, change.until, "", change.type, change.change)
