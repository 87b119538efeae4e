"""The schema follows from the registry: what is registered is there, with no code of GraphQL's."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from graphql import GraphQLObjectType, print_type, validate_schema
from pydantic import Field

import cms.delivery.rest.api  # noqa: F401 (REST is made once: before a test registers a type for itself)
from cms.delivery.graphql.schema import schema
from cms.feed import registry
from cms.feed.registry import Facet, FacetValue, FeedType
from cms.feed.shapes import DocumentItem
from cms.media.shapes import PublicShape, Reference, UnionName
from tests.cms.delivery.feed_rows import START, ambassador_row
from tests.cms.delivery.graphql.world import data, row


class Song(PublicShape):
    """A song."""

    type: Literal["song"] = Field(default="song", description="Kind.")
    length_s: float = Field(description="Length in seconds.")


class Speech(PublicShape):
    """A speech."""

    type: Literal["speech"] = Field(default="speech", description="Kind.")
    speaker: str | None = Field(description="Who speaks.")


class EveningItem(DocumentItem):
    """An evening in a list."""

    starts_at: datetime.datetime = Field(description="When it begins.")
    mood: Literal["calm", "loud"] = Field(description="How it feels.")
    size: Literal["1/2", "1/1"] = Field(description="No names of GraphQL.")
    anything: dict[str, int] = Field(description="No shape.")


class EveningDocument(EveningItem):
    """An evening, whole."""

    hosts: tuple[Annotated[str, Reference()], ...] = Field(description="Ids of the hosts.")
    programme: tuple[Annotated[Song | Speech, Field(discriminator="type"), UnionName("Act")], ...] = Field(
        description="What is given."
    )


class Model:
    """Stands for a page."""


@pytest.fixture
def evening(monkeypatch: pytest.MonkeyPatch) -> FeedType:
    """Register a type for one test."""
    monkeypatch.setattr(registry, "_by_model", dict(registry._by_model))
    return registry.register(
        FeedType(
            name="open-evening", plural="open-evenings", model=Model, item=EveningItem, document=EveningDocument,  # type: ignore[arg-type]
            serialise=lambda page, ctx: page, description="Evenings.",
            facets=(Facet("start-month", "Month.", "2026-01", lambda d: [FacetValue(f"{d.starts_at:%Y-%m}", "x")]),),
        )
    )  # fmt: skip


class TestNewType:
    def test_appears_by_itself(self, client: Client, evening: FeedType) -> None:
        host = ambassador_row(title="Fonderie")
        row(
            "open-evening", name="samedi", starts_at=START, mood="loud", size="1/2", anything={"a": 1},
            hosts=[str(host.document_id)],
            programme=[{"type": "song", "length_s": 3.5}, {"type": "speech", "speaker": None}],
        )  # fmt: skip
        query = """{ openEvenings(startMonth: "2026-01") { totalCount facets { startMonth { value } } nodes {
          startsAt mood size anything hosts { title ... on Ambassador { commune { name } } }
          programme { __typename ... on Song { lengthS } ... on Speech { speaker } }
        } } openEvening(slug: "samedi") { title } }"""
        found = data(client, query)
        assert found["openEvening"] == {"title": "Samedi"}
        assert found["openEvenings"] == {
            "totalCount": 1,
            "facets": {"startMonth": [{"value": "2026-01"}]},
            "nodes": [
                {
                    "startsAt": "2026-01-01T09:00:00Z", "mood": "loud", "size": "1/2", "anything": {"a": 1},
                    "hosts": [{"title": "Fonderie", "commune": {"name": "Créteil"}}],
                    "programme": [{"__typename": "Song", "lengthS": 3.5}, {"__typename": "Speech", "speaker": None}],
                }
            ],
        }  # fmt: skip

    def test_is_described_by_its_shape(self, evening: FeedType) -> None:
        made = schema()
        kind = made.type_map["Evening"]
        assert validate_schema(made) == []
        assert isinstance(kind, GraphQLObjectType)
        assert [interface.name for interface in kind.interfaces] == ["Document", "Node"]
        assert kind.description == "Evenings."
        assert kind.fields["startsAt"].description == "When it begins."
        assert "loud" in print_type(made.type_map["EveningMood"])
        assert "open_evening" in print_type(made.type_map["DocumentType"])

    def test_a_clash_of_names_is_refused_at_once(self, monkeypatch: pytest.MonkeyPatch, evening: FeedType) -> None:
        class Clash(DocumentItem):
            """Two names that are one."""

            some_text: str = Field(description="One.")
            some__text: str = Field(description="The other.")

        registry.register(
            FeedType(
                name="clash", plural="clashes", model=int, item=Clash, document=Clash,  # type: ignore[arg-type]
                serialise=lambda page, ctx: page, description="Clash.",
            )
        )  # fmt: skip
        with pytest.raises((ImproperlyConfigured, TypeError), match="someText"):
            schema()


class TestContract:
    def test_everything_says_what_it_is(self) -> None:
        silent: list[Any] = []
        for name, kind in schema().type_map.items():
            if name.startswith("__"):
                continue
            silent += (
                [] if kind.description or name.startswith(("TranslationLink", "Company", "TableColumn")) else [name]
            )
            for field_name, field in getattr(kind, "fields", {}).items():
                silent += [] if field.description else [f"{name}.{field_name}"]
                silent += [
                    f"{name}.{field_name}({a})" for a, arg in getattr(field, "args", {}).items() if not arg.description
                ]
        assert silent == []

    def test_every_type_of_the_registry_is_a_document(self) -> None:
        possible = {kind.name for kind in schema().get_possible_types(schema().type_map["Document"])}  # type: ignore[arg-type]
        assert len(possible) == len(registry.all_types())
