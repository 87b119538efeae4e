"""The list items of pages that another page names: featured portraits, related articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.feed.rows import COLUMNS, live, to_row, with_body
from cms.media.audiences import Audience


def items_for_pages(page_ids: Iterable[int], audience: Audience) -> list[dict[str, Any]]:
    """Return the list items of those pages that this audience may see now, in the given order, in one query."""
    wanted = list(page_ids)
    if not wanted:
        return []
    rows = with_body(live(audience).filter(page_id__in=wanted), "item").values_list("page_id", *COLUMNS)
    found = {values[0]: to_row(values[1:]).data for values in rows}
    return [found[page_id] for page_id in wanted if page_id in found]
