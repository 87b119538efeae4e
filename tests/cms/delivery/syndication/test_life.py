"""Feeds over time: what changed is noticed, what went is said or simply not there, what expired is gone at once."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from tests import factories
from tests.cms.delivery.feed_rows import START, ambassador_row, bury
from tests.cms.delivery.stories import IMAGE, a_partner, rewrite, story_row
from tests.cms.delivery.syndication.reading import AT, ATOM, parsed, tree

FORMATS = ("rss", "atom", "json")
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


def stones(answer: Any) -> dict[str, str]:
    return {stone.get("ref"): stone.get("when") for stone in tree(answer).findall(f"{AT}deleted-entry")}


class TestConditionalRequests:
    @pytest.mark.parametrize("form", FORMATS)
    def test_a_reader_that_has_it_gets_304_until_something_changes(self, client: Client, form: str) -> None:
        row = ambassador_row()
        url = f"/feeds/ambassadors.{form}"
        first = client.get(url)
        tag = {"if-none-match": first.headers["ETag"]}
        again = client.get(url, headers=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        rewrite(row, title="Autre")
        assert client.get(url, headers=tag).status_code == 200

    @pytest.mark.parametrize("form", FORMATS)
    def test_a_date_counts_removals_too(self, client: Client, form: str) -> None:
        now = timezone.now().replace(microsecond=0)
        ambassador_row(modified_at=now - 2 * DAY)
        leaving = ambassador_row(modified_at=now - 3 * DAY)
        url = f"/feeds/ambassadors.{form}"
        first = client.get(url)
        since = {"if-modified-since": first.headers["Last-Modified"]}
        assert client.get(url, headers=since).status_code == 304
        bury(leaving)
        FeedDocument.objects.filter(pk=leaving.pk).update(modified_at=now)
        assert client.get(url, headers=since).status_code == 200

    @pytest.mark.parametrize("form", FORMATS)
    def test_head_is_get_without_its_body(self, client: Client, form: str) -> None:
        ambassador_row()
        got, headed = client.get(f"/feeds/ambassadors.{form}"), client.head(f"/feeds/ambassadors.{form}")
        assert headed.content == b""
        for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified", "Cache-Control"):
            assert headed.headers[name] == got.headers[name]
        assert client.post(f"/feeds/ambassadors.{form}").status_code == 405

    @pytest.mark.parametrize(
        ("form", "accept", "status"),
        [
            ("rss", "application/rss+xml, */*;q=0.1", 200),
            ("rss", "text/html,application/xhtml+xml,application/xml;q=0.9", 200),
            ("atom", "application/atom+xml,application/rdf+xml,application/rss+xml", 200),
            ("json", "application/json", 200),
            ("json", "application/feed+json", 200),
            ("rss", "application/atom+xml", 406),
            ("json", "text/html", 406),
        ],
    )
    def test_speaks_the_types_that_readers_ask_for(self, client: Client, form: str, accept: str, status: int) -> None:
        assert client.get(f"/feeds/ambassadors.{form}", headers={"accept": accept}).status_code == status


class TestTombstones:
    def test_what_was_announced_and_is_gone_is_to_be_deleted(self, client: Client) -> None:
        stays = ambassador_row(modified_at=START)
        gone = bury(ambassador_row(modified_at=START + DAY))
        answer = client.get("/feeds/ambassadors.atom")
        assert stones(answer) == {f"urn:uuid:{gone.document_id}": "2026-01-02T09:00:00Z"}
        assert [entry.id for entry in parsed(answer).entries] == [f"urn:uuid:{stays.document_id}"]
        assert tree(answer).find(f"{ATOM}updated").text == "2026-01-02T09:00:00Z"
        assert answer.headers["Last-Modified"] == "Fri, 02 Jan 2026 09:00:00 GMT"
        # A filter hides no deletion: whoever copied the document under another one must learn of it.
        assert len(stones(client.get("/feeds/ambassadors.atom?commune=75056"))) == 1
        assert len(stones(client.get("/feeds/all.atom"))) == 1

    def test_nothing_is_said_of_what_this_audience_never_knew(self, client: Client) -> None:
        bury(ambassador_row(), is_announced=False)
        bury(ambassador_row(audience="partners"))
        bury(ambassador_row(audience="own"))
        bury(ambassador_row(locale="en"))
        ambassador_row(not_before=timezone.now() + DAY, was_shown=False)
        for url in ("/feeds/ambassadors.atom", "/feeds/all.atom", "/feeds/news.atom"):
            assert stones(client.get(url)) == {}
        keyed = {"authorization": f"Bearer {a_partner()}"}
        assert len(stones(client.get("/feeds/ambassadors.atom", headers=keyed))) == 1
        narrow = {"authorization": f"Bearer {a_partner(types=('article',), name='Chambre')}"}
        assert stones(client.get("/feeds/all.atom", headers=narrow)) == {}

    def test_what_ended_by_itself_is_gone_at_that_second(self, client: Client) -> None:
        end = timezone.now().replace(microsecond=0) - SECOND
        row = ambassador_row(not_after=end)
        answer = client.get("/feeds/ambassadors.atom")
        assert parsed(answer).entries == []
        assert stones(answer) == {f"urn:uuid:{row.document_id}": end.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def test_stands_on_the_first_page_alone(self, client: Client) -> None:
        for _ in range(2):
            ambassador_row()
        bury(ambassador_row())
        first = client.get("/feeds/ambassadors.atom?limit=1")
        following = next(one.get("href") for one in tree(first).findall(f"{ATOM}link") if one.get("rel") == "next")
        assert len(stones(first)) == 1
        assert stones(client.get(following)) == {}


class TestExpiry:
    @pytest.mark.parametrize("form", FORMATS)
    def test_a_picture_goes_with_its_right_while_every_scheduler_is_stopped(self, client: Client, form: str) -> None:
        row = story_row(fields={"image": IMAGE})
        before = client.get(f"/feeds/ambassadors.{form}").content
        assert b"four-1200.jpg" in before
        without = story_row(title=row.title, slug="other")
        FeedDocument.objects.filter(pk=row.pk).update(
            next_at=timezone.now() - SECOND, next_item=without.item, next_document=without.document
        )
        without.delete()
        after = client.get(f"/feeds/ambassadors.{form}")
        assert b"four-1200.jpg" not in after.content
        assert b"Anna Petit" not in after.content
        assert after.headers["Cache-Control"] == "no-cache"

    def test_no_cache_keeps_a_feed_beyond_the_end_of_a_picture(self, client: Client) -> None:
        row = story_row(fields={"image": IMAGE})
        FeedDocument.objects.filter(pk=row.pk).update(next_at=timezone.now() + 20 * SECOND)
        limits = client.get("/feeds/ambassadors.rss").headers["Cache-Control"]
        fresh = int(limits.partition("max-age=")[2].partition(",")[0])
        assert fresh <= 20


class TestRealPages:
    def test_a_portrait_with_its_picture_is_published_and_taken_back(self, client: Client) -> None:
        page = factories.ambassador(title="Fonderie", slug="fonderie-reelle", image=factories.image())
        (entry,) = parsed(client.get("/feeds/ambassadors.atom")).entries
        assert entry.title == "Fonderie"
        assert entry.media_credit[0]["content"]
        with editorial_transaction():
            page.unpublish()
        answer = client.get("/feeds/ambassadors.atom")
        assert parsed(answer).entries == []
        assert list(stones(answer)) == [entry.id]

    def test_its_picture_leaves_feeds_and_oembed_at_the_second_its_right_ends(self, client: Client) -> None:
        picture = factories.image(rights_until=timezone.now() + 2 * DAY)
        page = factories.ambassador(title="Fonderie", slug="fonderie-reelle", image=picture)
        asked = [f"/feeds/{name}.{form}" for name in ("ambassadors", "all") for form in FORMATS]
        asked += [f"/oembed?url={quote(page.full_url)}&format={form}" for form in ("json", "xml")]
        assert all(b"/media/renditions/" in client.get(url).content for url in asked)
        # The row itself knows what it says from then on: no job is run, only the clock goes on.
        assert FeedDocument.objects.filter(next_at__isnull=False).update(next_at=timezone.now() - SECOND) >= 1
        for url in asked:
            answer = client.get(url)
            assert b"Fonderie" in answer.content
            assert b"/media/renditions/" not in answer.content, url
            assert str(picture.credit).encode() not in answer.content or not picture.credit
