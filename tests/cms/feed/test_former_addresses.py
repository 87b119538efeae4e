import pytest
from wagtail.contrib.redirects.models import Redirect

from cms.feed.transaction import editorial_transaction
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved():
    page = factories.ambassador(title="Fonderie", slug="fonderie")
    with editorial_transaction():
        page.slug = "fonderie-secrete"
        page.save_revision().publish()
    return page


def test_it_works(client, moved):
    response = client.get("/ambassadeurs/fonderie/")
    assert (response.status_code, response["Location"]) == (301, "http://localhost/ambassadeurs/fonderie-secrete/")


def test_an_address_that_became_private_does_not_tell_where_it_went(client, moved):
    with editorial_transaction():
        moved.view_restrictions.create(restriction_type="login")
    Redirect.objects.get_or_create(old_path="/ancienne", defaults={"redirect_page": moved})
    for path in ("/ambassadeurs/fonderie/", "/ancienne/", "/ambassadeurs/fonderie-secrete/"):
        response = client.get(path)
        assert response.status_code == 404
        assert not response.has_header("Location")


def test_an_editors_redirect_leads_out(client, moved):
    Redirect.objects.create(old_path="/ailleurs", redirect_link="https://example.org/", is_permanent=False)
    response = client.get("/ailleurs/?a=1")
    assert (response.status_code, response["Location"]) == (302, "https://example.org/")
