import json

import pytest

from ambassadors.feed import AmbassadorDocument, AmbassadorItem
from cms.feed import registry, selectors
from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from tests import factories

SIRET = "73282932000074"


def document(page, audience=Audience.OPEN):
    return selectors.document_for_page(page, audience)


def everything_public():
    rows = FeedDocument.objects.all()
    return "".join(
        f"{row.title} {row.path} {row.search_text} {bytes(row.item).decode()} {bytes(row.document).decode()}"
        for row in rows
    )


@pytest.mark.django_db
class TestAmbassadorDocument:
    def test_it_works(self):
        page = factories.ambassador(
            title="L'Atelier",
            company_name="Fonderie Ferrand",
            siret=SIRET,
            workforce=12,
            founded_year=1962,
            website="https://atelier.example/",
            chamber="cma",
            latitude="48.790367",
            longitude="2.455572",
            cohort=factories.cohort(),
            number=7,
            quote="On répare d'abord !",
            tags=("fonderie", "bronze"),
            commitments=(("local-hiring", "Neuf sur douze habitent Créteil."),),
            story=[("heading", {"text": "Un four", "level": "2", "anchor": ""}), ("rich_text", "<p>Oui !</p>")],
        )
        public = document(page)
        AmbassadorDocument.model_validate(public)
        assert public["title"] == "L’Atelier"
        assert public["company"] == {
            "name": "Fonderie Ferrand",
            "siren": "732829320",
            "siret": SIRET,
            "workforce": 12,
            "founded_year": 1962,
            "website": "https://atelier.example/",
            "chamber": "cma",
        }
        assert public["leader"] == {"name": "Nadia Ferrand", "role": "fondatrice"}
        assert public["commune"] == {"code": "94028", "name": "Créteil"}
        assert public["location"] == {"latitude": 48.790367, "longitude": 2.455572}
        assert public["sector"]["code"] == "25"
        assert public["cohort"] == {"slug": "les-vingt-premiers", "name": "Les vingt premiers", "year": 2024}
        assert public["number"] == 7
        assert public["quote"] == "On répare d’abord\u202f!"
        assert [tag["slug"] for tag in public["tags"]] == ["bronze", "fonderie"]
        assert public["commitments"][0]["slug"] == "local-hiring"
        assert [block["type"] for block in public["body"]] == ["heading", "rich_text"]
        assert public["is_demonstration"] is False

    def test_what_is_unknown_is_null(self):
        public = document(factories.ambassador(leader_name=""))
        assert public["leader"] is None
        assert public["location"] is None
        assert public["cohort"] is None
        assert public["company"]["siren"] is None
        assert public["company"]["website"] is None

    def test_labels_speak_the_language_of_the_document(self):
        page = factories.ambassador(commitments=(("local-hiring", "Neuf sur douze."),))
        english = document(factories.translate(page, "en"))
        assert english["sector"]["name"].startswith("Manufacture of fabricated metal")
        assert english["commitments"][0]["name"] == "Hires locally"

    def test_a_company_that_is_invented_says_so(self):
        assert document(factories.ambassador(is_demonstration=True))["is_demonstration"] is True

    def test_a_picture_without_rights_is_null_for_that_audience_only(self):
        page = factories.ambassador(image=factories.image(may_open=False))
        assert document(page)["image"] is None
        assert document(page, Audience.PARTNERS)["image"]["credit"] == factories.FULL_RIGHTS["credit"]

    def test_it_follows_its_cohort(self):
        cohort = factories.cohort()
        page = factories.ambassador(cohort=cohort)
        with editorial_transaction():
            cohort.name = "Les pionniers"
            cohort.save()
        assert document(page)["cohort"]["name"] == "Les pionniers"

    def test_a_draft_and_an_internal_note_stay_inside(self):
        page = factories.ambassador(internal_note="MARKER-NOTE")
        page.quote = "MARKER-DRAFT"
        factories.publish(page, is_live=False)
        factories.ambassador(title="MARKER-UNPUBLISHED", is_live=False)
        assert "MARKER" not in everything_public()

    def test_private_fields_have_no_place_in_the_shape(self):
        schema = json.dumps(AmbassadorDocument.model_json_schema())
        for private in ("internal_note", "owner", "draft", "imported_from", '"audience"'):
            assert private not in schema

    def test_every_field_of_the_shape_is_described(self):
        schema = AmbassadorDocument.model_json_schema()
        for shape in [schema, *schema["$defs"].values()]:
            for name, spec in shape["properties"].items():
                assert spec.get("description"), name

    def test_a_list_item_has_no_story(self):
        assert "body" not in AmbassadorItem.model_fields
        assert "commitments" not in AmbassadorItem.model_fields


@pytest.mark.django_db
class TestFacets:
    def test_each_facet_finds_it(self):
        found = factories.ambassador(
            chamber="cci",
            cohort=factories.cohort(),
            tags=("bronze",),
            commitments=(("csr", "Bilan publié."), ("handing-on", "Deux apprentis.")),
        )
        factories.ambassador(commune="94054", naf_division="10")
        wanted = {
            "commune": "94028",
            "sector": "25",
            "cohort": "les-vingt-premiers",
            "tag": "bronze",
            "commitment": "handing-on",
            "chamber": "cci",
        }
        names = {facet.name for facet in registry.for_name("ambassador").facets}
        assert names == set(wanted)
        for name, value in wanted.items():
            listed = selectors.list_documents(
                "ambassador", locale="fr", audience=Audience.OPEN, filters={name: [value]}
            )
            assert [item["slug"] for item in listed.items] == [found.slug], name

    def test_examples_of_the_facets_are_true_values(self):
        facets = {facet.name: facet.example for facet in registry.for_name("ambassador").facets}
        assert factories.ambassador(commune=facets["commune"], naf_division=facets["sector"]).pk


@pytest.mark.django_db
class TestSearchText:
    def test_a_company_is_found_by_its_people_place_and_numbers(self):
        page = factories.ambassador(siret=SIRET, quote="Rien ne se perd", made_here="cloches")
        row = FeedDocument.objects.get(page_id=page.pk, audience="open")
        for word in ["Nadia", "Créteil", SIRET, "perd", "cloches"]:
            assert word in row.search_text


@pytest.mark.django_db
class TestAmbassadorIndex:
    def test_the_directory_is_a_document_but_not_a_list(self):
        page = factories.ambassador_index(introduction="<p>Ils fabriquent ici !</p>")
        assert document(page)["introduction"] == "<p>Ils fabriquent ici\u202f!</p>"
        assert registry.for_name("ambassador-index").is_listed is False
