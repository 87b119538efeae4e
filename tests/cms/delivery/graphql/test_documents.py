"""One document: by id, by slug, by path; blocks, links, and the same words as REST."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from cms.feed.models import FeedDocument
from tests.cms.delivery.feed_rows import ambassador_row, bury, former_path
from tests.cms.delivery.graphql.world import article, block, data, errors, everything, image, row, text, white_paper

# Written out: workers that draw their own would collect different tests.
NOBODY = "5d2b7c1e-0f4a-4f0e-9a63-2f6c1d8b7e90"


class TestOneDocument:
    def test_by_id_and_by_slug(self, client: Client) -> None:
        made = ambassador_row(title="Fonderie", slug="fonderie")
        query = """query Q($id: ID!) {
          node(id: $id) { id __typename ... on Ambassador { title } }
          document(id: $id) { title type }
          byId: ambassador(id: $id) { slug }
          bySlug: ambassador(slug: "fonderie") { id }
          elsewhere: ambassador(id: $id, locale: en) { id }
          other: article(id: $id) { id }
        }"""
        assert data(client, query, {"id": str(made.document_id)}) == {
            "node": {"id": str(made.document_id), "__typename": "Ambassador", "title": "Fonderie"},
            "document": {"title": "Fonderie", "type": "ambassador"},
            "byId": {"slug": "fonderie"},
            "bySlug": {"id": str(made.document_id)},
            "elsewhere": None,
            "other": None,
        }

    @pytest.mark.parametrize("text_id", ["", "x", "0" * 32, NOBODY, "{" + NOBODY + "}", "é\0"])
    def test_what_is_no_public_id_is_nothing(self, client: Client, text_id: str) -> None:
        assert data(client, "query Q($id: ID!) { node(id: $id) { id } }", {"id": text_id}) == {"node": None}

    def test_a_hidden_document_and_an_unknown_one_are_alike(self, client: Client) -> None:
        gone = bury(ambassador_row())
        for asked in (gone.document_id, uuid.uuid4()):
            assert data(client, "query Q($id: ID!) { document(id: $id) { id } }", {"id": str(asked)}) == {
                "document": None
            }

    def test_either_id_or_slug(self, client: Client) -> None:
        found = errors(client, '{ a: ambassador { id } b: ambassador(id: "x", slug: "y") { id } }')
        assert [error["path"] for error in found] == [["a"], ["b"]]


class TestBlocks:
    def test_what_is_in_a_block_is_said_beside_its_kind(self, client: Client) -> None:
        photo = {"image": image(), "caption": "La coulée."}
        table = {
            "caption": "", "columns": [{"heading": "An", "type": "text"}, {"heading": "n", "type": "number"}],
            "rows": [["2024", 3.5], [None, 2.0]],
        }  # fmt: skip
        made = row(
            "chapter", name="un", parent=None, position=1, number=None,
            body=[text("<p>Un.</p>"), block("heading", text="Deux", level=2, anchor="deux"), block("photo", **photo),
                  block("gallery", title="", photos=[photo]), block("table", **table)],
        )  # fmt: skip
        query = """query Q($id: ID!) { chapter(id: $id) { body {
          __typename
          ... on Block { id type }
          ... on RichTextBlock { value }
          ... on HeadingBlock { text level anchor }
          ... on PhotoBlock { caption image { credit focalPoint { y } } }
          ... on GalleryBlock { photos { image { srcset { width } } } }
          ... on TableBlock { columns { heading type } rows }
        } } }"""
        body = data(client, query, {"id": str(made.document_id)})["chapter"]["body"]
        assert body[0] == {"__typename": "RichTextBlock", "id": "t1", "type": "rich_text", "value": "<p>Un.</p>"}
        said = {"id": "b1", "type": "heading", "text": "Deux", "level": 2, "anchor": "deux"}
        assert body[1] == {"__typename": "HeadingBlock", **said}
        assert body[2]["image"] == {"credit": "Photo Anna Petit", "focalPoint": {"y": 1.0}}
        assert body[3]["photos"][0]["image"]["srcset"] == [{"width": 400}, {"width": 800}]
        assert body[4]["rows"] == [["2024", 3.5], [None, 2.0]]
        assert body[4]["columns"][1] == {"heading": "n", "type": "number"}


class TestLinks:
    def test_ids_of_others_are_the_documents_in_their_order(self, client: Client) -> None:
        first, second = ambassador_row(title="Un"), ambassador_row(title="Deux")
        article("coulee", second, first)
        found = data(client, "{ news { nodes { ambassadors { title } } } }")
        assert found["news"]["nodes"] == [{"ambassadors": [{"title": "Deux"}, {"title": "Un"}]}]

    def test_what_may_not_be_had_is_left_out_or_null(self, client: Client) -> None:
        article("coulee", bury(ambassador_row()), ambassador_row(audience="own"), ambassador_row(title="Là"))
        _, (chapter, *_) = white_paper("productif", chapters=1)
        bury(FeedDocument.objects.get(type="whitepaper"))
        query = "query Q($id: ID!) { news { nodes { ambassadors { title } } } chapter(id: $id) { parent { title } } }"
        assert data(client, query, {"id": str(chapter.document_id)}) == {
            "news": {"nodes": [{"ambassadors": [{"title": "Là"}]}]},
            "chapter": {"parent": None},
        }

    def test_a_reference_to_another_type_than_it_says_is_left_out(self, client: Client) -> None:
        article("coulee", article("autre"))
        assert data(client, "{ news { nodes { ambassadors { id } } } }")["news"]["nodes"][0]["ambassadors"] == []

    def test_one_query_per_level_whatever_the_number(self, client: Client, django_assert_num_queries: Any) -> None:
        for number in range(8):
            article(f"a{number}", *(ambassador_row() for _ in range(3)))
            white_paper(f"w{number}", chapters=4)
        with django_assert_num_queries(3):
            found = data(client, "{ news { nodes { ambassadors { title body { __typename } } } } }")
        assert sum(len(node["ambassadors"]) for node in found["news"]["nodes"]) == 24
        with django_assert_num_queries(5):
            # The clock, the list, its chapters, their parents, the parents' chapters.
            query = "{ whitepapers(first: 8) { nodes { chapters { number parent { chapters { number } } } } } }"
            found = data(client, query)
        assert all(
            [c["number"] for c in chapter["parent"]["chapters"]] == [1, 2, 3, 4]
            for node in found["whitepapers"]["nodes"]
            for chapter in node["chapters"]
        )
        with django_assert_num_queries(5):
            # The clock, two lists, the references of both at once, the parts.
            query = "{ news { nodes { ambassadors { id } } } whitepapers { nodes { chapters { id } } } }"
            data(client, query)

    def test_links_are_found_behind_interfaces_and_aliases(self, client: Client) -> None:
        everything()
        FeedDocument.objects.update(site_id=Site.objects.get(is_default_site=True).pk)
        query = """{ resolve(path: "/site/home/accueil/") { ... on ResolvedDocument { document {
          title
          ... on Home {
            featuredAmbassadors { title } again: featuredAmbassadors { slug } whitePaper { chapters { title } }
          }
        } } } }"""
        home = data(client, query)["resolve"]["document"]
        assert [a["title"] for a in home["featuredAmbassadors"]] == ["Brasserie", "Fonderie"]
        assert [a["slug"] for a in home["again"]] == ["brasserie", "fonderie"]
        assert len(home["whitePaper"]["chapters"]) == 3


class TestResolve:
    QUERY = """query Q($path: String!) { resolve(path: $path) { __typename
      ... on ResolvedDocument { document { title } } ... on Redirect { location permanent } ... on Gone { type } } }"""

    def test_document_redirect_gone_and_nothing(self, client: Client) -> None:
        site_id = Site.objects.get(is_default_site=True).pk
        here = ambassador_row(title="Ici", slug="ici", site_id=site_id)
        former_path(here, slug="avant")
        bury(ambassador_row(slug="parti", site_id=site_id))
        expected = {
            "/ambassadeurs/ici/": {"__typename": "ResolvedDocument", "document": {"title": "Ici"}},
            "/ambassadeurs/avant": {
                "__typename": "Redirect", "location": "http://localhost/ambassadeurs/ici/", "permanent": True,
            },
            "/ambassadeurs/parti/": {"__typename": "Gone", "type": "ambassador"},
            "/rien/": None,
        }  # fmt: skip
        for path, answer in expected.items():
            assert data(client, self.QUERY, {"path": path})["resolve"] == answer, path

    def test_refuses_what_is_no_path(self, client: Client) -> None:
        for path in ("ici", "//example.org/", "https://example.org/", "/" + "a" * 2_000):
            (error,) = errors(client, self.QUERY, {"path": path})
            assert error["extensions"]["code"] == "BAD_USER_INPUT", path


class TestParityWithRest:
    """A document in GraphQL, every field of it, is the document of REST."""

    def test_every_field_of_every_type(self, client: Client) -> None:
        from cms.delivery.graphql.naming import camel
        from tests.cms.delivery.graphql.selections import whole

        everything()
        for made in FeedDocument.objects.all():
            rest = client.get(f"/api/v1/documents/{made.document_id}").json()
            query = f"query Q($id: ID!) {{ document(id: $id) {{ {whole(made.type)} }} }}"
            found = data(client, query, {"id": str(made.document_id)})["document"]
            for name, value in rest.items():
                said = found[camel(name)]
                assert said == _as_graphql(value, said), (made.type, name)


def _as_graphql(value: Any, said: Any) -> Any:
    """Return a value of REST as GraphQL words it: camel case, blocks opened, references followed."""
    from cms.delivery.graphql.naming import camel

    if isinstance(value, list):
        return [_as_graphql(item, other) for item, other in zip(value, said, strict=True)]
    if isinstance(value, str) and isinstance(said, dict) and set(said) == {"id"}:
        return {"id": value}
    if not isinstance(value, dict):
        return value
    if set(value) == {"id", "type", "value"}:
        inner = value["value"] if isinstance(value["value"], dict) else {"value": value["value"]}
        value = {"id": value["id"], "type": value["type"], **inner}
    return {camel(name): _as_graphql(item, said[camel(name)]) for name, item in value.items()}
