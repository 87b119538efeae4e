import pytest

from cms.feed.models import FeedDocument
from cms.feed.selectors import list_documents
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.audiences import Audience
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_works():
    page = factories.ambassador(title="L’Atelier des Deux-Rives", image=factories.image())
    found = list_documents("ambassador", locale="fr", audience=Audience.OPEN).items
    assert [item["title"] for item in found] == ["L’Atelier des Deux-Rives"]
    assert found[0]["image"]["credit"] == "Photo Anna Petit / CCI Val-de-Marne"
    assert verify_feed().differences == {}
    with editorial_transaction():
        page.unpublish()
    assert list_documents("ambassador", locale="fr", audience=Audience.OPEN).items == []
    assert set(FeedDocument.objects.filter(page_id=page.pk).values_list("state", "title")) == {("gone", "")}
    assert verify_feed().differences == {}
