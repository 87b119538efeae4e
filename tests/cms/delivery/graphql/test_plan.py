"""The compiled plan gives what graphql-core gives, over generated operations."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from graphql import get_named_type, is_composite_type, is_object_type, parse, print_ast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.delivery.graphql.asking import Asked
from cms.delivery.graphql.operations import Refused, execute, execute_by_library, prepare
from cms.delivery.graphql.schema import schema
from cms.feed.models import FeedDocument
from cms.partners.auth import ANYONE
from tests.cms.delivery.feed_rows import bury
from tests.cms.delivery.graphql.selections import whole
from tests.cms.delivery.graphql.world import block, everything, image, row, text

DEPTH = 5


def outcome(run: Any, query: str, variables: dict[str, Any]) -> Any:
    """Return what an execution says: data, and errors by place and message."""
    operation = prepare(schema(), query, None)
    asked = Asked(RequestFactory().get("/"), ANYONE, ("epoch", 7, 0))
    result = run(operation, asked, variables)
    errors = sorted((str(error.path), error.message) for error in result.errors or ())
    return result.data, errors


class Drawing:
    """Draws operations that are valid by construction, save where merging says otherwise."""

    def __init__(self, data: Any, ids: list[str]):
        self.data = data
        self.ids = ids
        self.fragments: dict[str, str] = {}
        self.aliases = 0

    def choose(self, *options: Any) -> Any:
        """Draw one of some options."""
        return self.data.draw(st.sampled_from(options))

    def operation(self) -> str:
        """Draw a whole document."""
        query = schema().query_type
        assert query is not None
        names = [
            *self._some(["ambassadors", "document", "news", "whitepapers"], 2),
            *self._some(sorted(query.fields), 2),
        ]
        roots = " ".join(self._field(query, name, DEPTH) for name in names)
        made = "".join(f" fragment {name} {selection}" for name, selection in self.fragments.items())
        said = "u: __typename @include(if: $yes) @skip(if: $no) v: ambassadors(first: $n) { totalCount }"
        return f"query Q($yes: Boolean = true, $no: Boolean!, $n: Int) {{ {roots} {said} }}{made}"

    def _some(self, names: list[str], most: int) -> list[str]:
        return self.data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=most))

    def _field(self, kind: Any, name: str, depth: int) -> str:
        field = kind.fields[name]
        inner = get_named_type(field.type)
        alias = ""
        if self.aliases < 8 and self.choose(False, False, False, True):
            self.aliases += 1
            alias = f"a{self.aliases}: "
        directive = self.choose(*["", "", ""], " @include(if: $yes)", " @skip(if: $no)", " @include(if: true)")
        body = f" {{ {self._selection(inner, depth - 1)} }}" if is_composite_type(inner) else ""
        return f"{alias}{name}{self._arguments(name, field)}{directive}{body}"

    def _selection(self, kind: Any, depth: int) -> str:
        parts = ["__typename"]
        fields = getattr(kind, "fields", {})
        names = [n for n, f in fields.items() if depth > 0 or not is_composite_type(get_named_type(f.type))]
        if names:
            parts += [self._field(kind, name, depth) for name in self._some(names, 4)]
        if not is_object_type(kind) and depth > 0:
            for possible in self._some(sorted(schema().get_possible_types(kind), key=lambda t: t.name), 2):
                parts.append(self._fragment(possible, depth))
        elif depth > 0 and self.choose(False, False, True):
            parts.append(self._fragment(self.choose(kind, *kind.interfaces), depth))
        return " ".join(parts)

    def _fragment(self, kind: Any, depth: int) -> str:
        selection = f"on {kind.name} {{ {self._selection(kind, depth - 1)} }}"
        if len(self.fragments) < 4 and self.choose(False, True):
            name = f"F{len(self.fragments)}"
            self.fragments[name] = selection
            return f"...{name} ...{name}"
        return f"... {selection}"

    def _arguments(self, name: str, field: Any) -> str:
        chosen: list[str] = []
        if "first" in field.args:
            chosen.append(self.choose("first: 2", "first: 5", "first: $n", "first: 0"))
        if "last" in field.args and not chosen[-1].startswith("first") and self.choose(False, True):
            chosen.append("last: 2")
        if "order" in field.args and self.choose(False, True):
            chosen.append("order: TITLE_ASC")
        if "path" in field.args:
            chosen.append(f'path: "{self.choose("/site/home/accueil/", "/rien/", "x")}"')
        if "q" in field.args and name == "search":
            chosen.append('q: "bronze"')
        if "id" in field.args:
            chosen.append(f'id: "{self.choose(*self.ids)}"')
        if "tag" in field.args and self.choose(False, True):
            chosen.append('tag: ["bronze", "fonte"]')
        return f"({', '.join(chosen)})" if chosen else ""


@pytest.fixture
def ids() -> list[str]:
    """Make a feed of everything, some of it gone, and return its ids."""
    everything()
    photo = {"image": image(2), "caption": ""}
    row(
        "chapter", name="seul", parent=None, position=9, number=None, image=image(),
        body=[text("<p>Un.</p>"), block("photo", **photo), block("gallery", title="", photos=[photo, photo]),
              block("steps", title="", steps=[{"title": name, "text": "", "photo": seen}
                                              for name, seen in (("A", None), ("B", photo))]),
              block("table", caption="", columns=[{"heading": "An", "type": "text"}], rows=[["2024"], [None]])],
    )  # fmt: skip
    bury(FeedDocument.objects.filter(type="ambassador").order_by("pk")[1])
    return [str(made) for made in FeedDocument.objects.values_list("document_id", flat=True)]


class TestPlan:
    def test_every_field_of_every_type(self, ids: list[str]) -> None:
        for feed_type, public_id in FeedDocument.objects.values_list("type", "document_id"):
            query = f'{{ document(id: "{public_id}") {{ __typename {whole(feed_type)} }} }}'
            planned = outcome(execute, query, {})
            assert planned == outcome(execute_by_library, query, {})
            assert planned[1] == []

    @settings(
        max_examples=50, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    @given(data=st.data())
    def test_generated_operations(self, ids: list[str], data: Any) -> None:
        query = Drawing(data, ids).operation()
        flags = {name: data.draw(st.booleans()) for name in ("no", "yes")}
        variables = {**flags, "n": data.draw(st.sampled_from([1, 4, None]))}
        try:
            planned = outcome(execute, query, variables)
        except Refused as refused:
            # Two selections of one name that differ, or more than a limit admits: not what is compared here.
            said = refused.errors[0].message
            if "conflict" not in said and "LIMIT" not in str(refused.errors[0].extensions):
                pytest.fail(said)
            return
        assert planned == outcome(execute_by_library, query, variables), print_ast(parse(query))
