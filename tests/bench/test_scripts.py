"""The bench's own parts run at small size: figures from scripts that are broken help nobody."""

import pytest

from ambassadors.models import AmbassadorPage
from bench import content, data, maintenance, publishing, report
from bench.load import Question
from cms.feed import triggers
from cms.feed.selectors import ListQuery, list_rows
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory():
    found = data.make_directory()
    data.grow(found, 12)
    return found


class TestGrow:
    def test_the_portraits_written_in_bulk_are_what_an_editor_would_have_published(self, directory):
        assert len(list_rows(ListQuery("ambassador", "fr", Audience.OPEN)).rows) == 12
        assert verify_feed().is_clean

    def test_a_portrait_weighs_what_the_measurements_say(self, directory):
        (row,) = list_rows(ListQuery("ambassador", "fr", Audience.OPEN, limit=1, column="document")).rows
        assert 4_000 < len(row.body) < 8_000
        assert len(row.data["tags"]) == 3
        assert row.data["image"] is not None

    def test_growing_again_adds_only_what_is_missing(self, directory):
        assert data.grow(directory, 15).pages == 15
        assert len(list_rows(ListQuery("ambassador", "fr", Audience.OPEN)).rows) == 15

    def test_the_filtered_list_finds_what_it_must(self, directory):
        filters = {name: [value] for name, value in content.sought().items()}
        (row,) = list_rows(ListQuery("ambassador", "fr", Audience.OPEN, filters)).rows
        assert row.data["slug"] == "atelier-00007"


class TestPublishing:
    def test_the_feed_costs_queries_and_is_in_step_again_afterwards(self, directory):
        found = publishing.measure_publishing(12, blocks=1)
        assert found.queries > found.bare_queries
        assert not triggers.missing()
        assert verify_feed().is_clean

    def test_a_table_names_our_share(self, directory):
        cost = publishing.Cost("publish", 12, 20.0, 10.0, 22.0, 20.0, 2.0, 110, 100)
        assert "| publish | 12 | 20 | 10 | 2 | 22 | 20 | 10% | 2.0 | 110 / 100 |" in report.costs_table([cost])


def test_maintenance_refuses_a_feed_out_of_step(directory):
    assert maintenance.measure(12).documents == 12
    AmbassadorPage.objects.filter(slug="atelier-00003").update(quote="Autre chose.")
    with pytest.raises(maintenance.NotInStep):
        maintenance.measure(12)


def test_a_question_is_one_request():
    assert Question("C1", "/a", status=304, headers={"If-None-Match": '"x"'}).to_bytes() == (
        b'GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: "x"\r\n\r\n'
    )
