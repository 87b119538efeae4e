"""Which feeds a page names in its head, by what it is."""

from __future__ import annotations

import pytest
from django.utils import translation

from cms.feed.syndicated import feeds_of


@pytest.mark.parametrize(
    ("type_name", "name"),
    [
        ("ambassador", "ambassadors"),
        ("article", "news"),
        ("chapter", "whitepapers"),
        ("whitepaper-index", "whitepapers"),
        ("news-index", "news"),
        ("home", "all"),
        ("unheard", "all"),
    ],
)
class TestFeedsOf:
    def test_are_those_of_its_list(self, type_name: str, name: str) -> None:
        links = feeds_of(type_name, locale="fr", site_name="Fabriqué")
        assert [link.url for link in links] == [f"/feeds/{name}.{form}" for form in ("atom", "rss", "json")]

    def test_are_in_its_language(self, type_name: str, name: str) -> None:
        with translation.override("en"):
            links = feeds_of(type_name, locale="en", site_name="Fabriqué")
        assert {link.url.partition("?")[2] for link in links} == {"locale=en"}
        assert all(link.title.startswith("Fabriqué") for link in links)
        assert len({link.title for link in links}) == 3
