"""Links in the rich text of HTML pages: to what the feed shows, never to a draft, whose address tells its title."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text.pages import PageLinkHandler

from cms.blocks.files import is_public_file
from cms.feed.rows import COLUMNS, live, to_row, with_body
from cms.media.audiences import Audience

# The words stay, the link goes: as in the data (cms.feed.rich_text).
NO_LINK = "<a>"


class PublicPageLinkHandler(PageLinkHandler):
    """Wagtail's own links to any page, live or not (wagtail 8.0.1, rich_text/pages.py)."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return an opening tag for each link, in one query."""
        wanted = [str(attrs.get("id", "")) for attrs in attrs_list]
        rows = with_body(live(Audience.OWN).filter(page_id__in=[key for key in wanted if key.isdigit()]), "item")
        urls = {str(values[0]): to_row(values[1:]).data["url"] for values in rows.values_list("page_id", *COLUMNS)}
        return [f'<a href="{escape(urls[key])}">' if key in urls else NO_LINK for key in wanted]


class PublicDocumentLinkHandler(DocumentLinkHandler):
    """Wagtail's own names files of private collections (wagtail 8.0.1, documents/rich_text/__init__.py)."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return an opening tag for each link."""
        files = cls.get_many(attrs_list)
        return [f'<a href="{escape(file.url)}">' if file and is_public_file(file) else NO_LINK for file in files]
