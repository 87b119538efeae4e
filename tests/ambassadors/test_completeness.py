"""What a portrait must say before anybody is asked to review and sign it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ambassadors.completeness import portrait_is_complete
from ambassadors.models import AmbassadorPage
from cms.workflow.completeness import obstacles
from tests import factories
from tests.signoff_world import contact
from tests.workflow_world import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_checks")]
SIREN, SIRET = "732829320", "73282932000074"


def portrait(**fields: Any) -> AmbassadorPage:
    """A portrait to which nothing is lacking, save what is given."""
    values = {
        "siren": SIREN,
        "siret": SIRET,
        "quote": "Une cloche, ça s’écoute avant de se voir.",
        "image": factories.image(),
        "story": [("rich_text", "<p>La coulée commence à six heures.</p>")],
    }
    commitments = fields.pop("commitments", (("local-production", "Tout est coulé à Créteil depuis 1962."),))
    page = factories.ambassador(is_live=False, commitments=commitments, **values)
    for name, value in fields.items():
        # As a script might have left it: the form would refuse some of this.
        setattr(page, name, value)
    return page


def codes(page: AmbassadorPage) -> list[str]:
    return [reason.code for reason in portrait_is_complete(page)]


class TestPortrait:
    def test_it_works(self) -> None:
        page = portrait()
        assert codes(page) == []
        contact(page)
        assert obstacles(page) == []

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"company_name": ""}, ["company_name-missing"]),
            ({"commune": ""}, ["commune-missing"]),
            ({"made_here": " "}, ["made_here-missing"]),
            ({"summary": ""}, ["summary-missing"]),
            ({"leader_name": ""}, ["leader_name-missing"]),
            ({"leader_role": ""}, ["leader_role-missing"]),
            ({"quote": ""}, ["quote-missing"]),
            ({"image": None}, ["image-missing"]),
            ({"story": []}, ["story-missing"]),
            ({"siren": "", "siret": ""}, ["siren-missing"]),
            ({"siret": ""}, []),
            ({"siren": "732829321", "siret": ""}, ["siren-wrong"]),
            ({"siret": "73282932000075"}, ["siret-wrong"]),
            ({"siren": "552100554"}, ["siret-of-another"]),
            ({"commitments": ()}, ["commitment-missing"]),
            ({"commitments": (("csr", " "),)}, ["evidence-missing"]),
        ],
    )
    def test_each_thing_that_is_missing_has_its_reason(self, fields: dict[str, Any], expected: list[str]) -> None:
        assert codes(portrait(**fields)) == expected

    def test_every_reason_leads_to_something_on_the_form(self, client: Client) -> None:
        client.force_login(person("chef", is_superuser=True))
        bare = factories.ambassador(is_live=False, **dict.fromkeys(("made_here", "summary", "leader_name"), ""))
        form = client.get(f"/admin/pages/{bare.pk}/edit/").content.decode()
        reasons = list(portrait_is_complete(bare))
        assert {"commitments", "story", "image", "siren"} <= {reason.field for reason in reasons}
        for reason in reasons:
            address, _mark, anchor = reason.url.partition("#")
            assert address == f"/admin/pages/{bare.pk}/edit/"
            assert f'id="{anchor}"' in form, reason

    def test_a_page_without_an_address_names_its_field_only(self) -> None:
        assert {reason.url for reason in portrait_is_complete(AmbassadorPage(title="Neuf"))} == {""}
