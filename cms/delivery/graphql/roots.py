"""The questions of an operation: their arguments, what they may cost, and what must be asked of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, VariableNode, get_named_type
from graphql.execution.values import VariableValues, get_argument_values

from cms.delivery.graphql.plan import Compiler, Part
from cms.delivery.graphql.sources import SOURCE, Root, Wants


@dataclass(frozen=True)
class RootField:
    """One question of an operation, compiled."""

    out: str
    definition: GraphQLField
    node: FieldNode
    source: Root
    part: Part
    wants: Wants
    fixed: Mapping[str, Any] | None

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """Return the arguments of this request."""
        return self.fixed if self.fixed is not None else get_argument_values(self.definition, self.node, variables)

    def cost(self, arguments: Mapping[str, Any]) -> int:
        """Return what this question may cost."""
        count = max(0, self.source.count(arguments))
        # Of a connection, what is found stands below these; anything else is one document, or a page of changes.
        per_place = sum(1 + part.cost for name, part in self.part.below if name in ("edges", "nodes"))
        if not per_place:
            return count * (1 + self.part.cost) if count == 1 else count
        return count * per_place + 5 * ("totalCount" in self.part.names) + 20 * ("facets" in self.part.names)


def compile_root(compiler: Compiler, definition: GraphQLField, out: str, nodes: list[FieldNode]) -> RootField:
    """Compile one question of an operation. Errors: LimitExceeded."""
    part = compiler.part(get_named_type(definition.type), nodes)
    is_fixed = not any(_holds_variable(argument.value) for argument in nodes[0].arguments or ())
    fixed = get_argument_values(definition, nodes[0]) if is_fixed else None
    return RootField(out, definition, nodes[0], definition.extensions[SOURCE], part, _wants(part), fixed)


def _holds_variable(value: Any) -> bool:
    return isinstance(value, VariableNode) or any(_holds_variable(item) for item in getattr(value, "values", ()))


def _wants(part: Part) -> Wants:
    """Return what a connection must ask the database for; for anything else, all of it."""
    edges = [below for name, below in part.below if name == "edges"]
    nodes = [below for name, below in part.below if name == "nodes"]
    nodes += [below for edge in edges for name, below in edge.below if name == "node"]
    pages = [below for name, below in part.below if name == "pageInfo"]
    return Wants(
        rows=bool(part.names & {"edges", "nodes", "pageInfo"}),
        cursors=any("cursor" in edge.names for edge in edges)
        or any(page.names & {"startCursor", "endCursor"} for page in pages),
        total="totalCount" in part.names,
        facets="facets" in part.names,
        highlights=any("highlight" in edge.names for edge in edges),
        column="document" if any(node.column == "document" for node in nodes) else "item",
    )
