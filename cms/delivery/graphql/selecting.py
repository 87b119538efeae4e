"""What an operation selects from a type: fragments opened, directives decided, equal names merged (GraphQL, 6.3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)

_DECIDING = ("skip", "include")


class Selecting:
    """Opens selections for one operation and one set of the variables by which its directives are decided."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], decided: Mapping[str, bool]
    ):
        self.schema = schema
        self.fragments = fragments
        self._decided = decided

    def fields_of(
        self, kind: GraphQLObjectType, selection_sets: Iterable[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """Return the fields that selections read from an object type, by the name they have in the answer, in order."""
        found: dict[str, list[FieldNode]] = {}
        opened: set[str] = set()
        for selection_set in selection_sets:
            self._open(kind, selection_set, found, opened)
        return found

    def _open(
        self,
        kind: GraphQLObjectType,
        selection_set: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        opened: set[str],
    ) -> None:
        for node in selection_set.selections:
            if not self._is_included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if self._fits(kind, node.type_condition):
                    self._open(kind, node.selection_set, found, opened)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in opened:
                opened.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._fits(kind, fragment.type_condition):
                    self._open(kind, fragment.selection_set, found, opened)

    def _fits(self, kind: GraphQLObjectType, condition: NamedTypeNode | None) -> bool:
        if condition is None or condition.name.value == kind.name:
            return True
        named: Any = self.schema.get_type(condition.name.value)
        return not isinstance(named, GraphQLObjectType) and self.schema.is_sub_type(named, kind)

    def _is_included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            if directive.name.value in _DECIDING and directive.arguments:
                said = self._value(directive.arguments[0].value)
                if said != (directive.name.value == "include"):
                    return False
        return True

    def _value(self, node: Any) -> bool:
        return self._decided[node.name.value] if isinstance(node, VariableNode) else node.value


def deciding_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """Return the variables by which the directives of an operation are decided, in a stable order."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
            if node.name.value in _DECIDING:
                found.update(a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode))

    declared = {definition.variable.name.value for definition in operation.variable_definitions or ()}
    for part in (operation, *fragments.values()):
        visit(part, Finder())
    return tuple(sorted(found & declared))
