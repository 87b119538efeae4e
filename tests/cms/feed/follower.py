"""A partner who keeps a copy by following the change numbers: what every proof of the feed compares with."""

from __future__ import annotations

from cms.feed.changes import changes_since
from cms.feed.models import FeedDocument, State
from cms.media.audiences import Audience


class Follower:
    """Keeps the documents of one audience, by public id."""

    def __init__(self, *, page_size: int = 3):
        self.page_size = page_size
        self.copy: dict[str, bytes] = {}
        self.numbers: list[int] = []

    def read_page(self) -> bool:
        """Read one page of changes; return whether there was anything."""
        after = self.numbers[-1] if self.numbers else 0
        batch = changes_since(after=after, limit=self.page_size, audience=Audience.OPEN)
        for row in batch:
            assert row.change > (self.numbers[-1] if self.numbers else 0)
            self.numbers.append(row.change)
            self.copy.pop(str(row.document_id), None)
            if row.body is not None:
                self.copy[str(row.document_id)] = row.body
        return bool(batch)

    def catch_up(self) -> None:
        """Read to the end."""
        while self.read_page():
            pass

    def assert_is_equal(self) -> None:
        """Compare the copy with what the audience may see."""
        held = FeedDocument.objects.filter(audience="open", state=State.LIVE, is_announced=True)
        assert self.copy == {str(row.document_id): bytes(row.document) for row in held}
