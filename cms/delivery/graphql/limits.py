"""How much one request may ask, in the units in which it is published, and what is said when it is too much."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

MOST_DEPTH = 12
MOST_ALIASES = 15
MOST_TOKENS = 2_000
# Units: one document that may be fetched, or one list inside a document.
MOST_COST = 2_000
# Places of the compiled selection: every field, once for each type that it may be read from.
MOST_PLACES = 5_000
# How often one name may be selected in one place: merging them is work that grows with the square.
MOST_REPEATS = 40
# Units: members of introspection's lists; the usual query has some eleven thousand.
MOST_INTROSPECTED = 20_000
MOST_BODY_BYTES = 64_000
MOST_VARIABLES = 50
# How many documents a list of references is reckoned as.
REFERENCES = 10

# How many values introspection's lists are reckoned as.
_INTROSPECTED = {
    "types": 130, "fields": 14, "args": 4, "enumValues": 3, "inputFields": 1, "possibleTypes": 5, "interfaces": 2,
    "directives": 5, "locations": 3,
}  # fmt: skip

DESCRIPTION = f"""Read only. What one request may ask: selections nested {MOST_DEPTH} deep, {MOST_ALIASES} aliases, \
{MOST_TOKENS} tokens, a body of {MOST_BODY_BYTES} bytes, {MOST_VARIABLES} variables, one name selected \
{MOST_REPEATS} times in one place, and a cost of {MOST_COST}: every document that may be fetched costs 1, every list \
inside a document costs 1 more, a list of references is reckoned as {REFERENCES} documents, `totalCount` costs 5 and \
`facets` 20. One operation per request: no batches. An exceeded limit says which one it is. Introspection is open; it \
has limits of its own, wide enough for the usual query once."""


class LimitExceeded(GraphQLError):
    """One limit was exceeded."""

    def __init__(self, name: str, *, limit: int, detail: str):
        super().__init__(detail, extensions={"code": "LIMIT_EXCEEDED", "limit": name, "most": limit})


def check_document(document: DocumentNode) -> None:
    """Check what can be seen before validation, in time that grows with the document's length alone.

    Errors: LimitExceeded.
    """
    aliases = sum(1 for node in _fields(document) if node.alias is not None)
    if aliases > MOST_ALIASES:
        raise LimitExceeded(
            "aliases", limit=MOST_ALIASES, detail=f"{aliases} aliases; at most {MOST_ALIASES} are read."
        )
    _check_repeats(document)
    depths = _Depths(document)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode) and depths.of(definition.selection_set) > MOST_DEPTH:
            raise LimitExceeded("depth", limit=MOST_DEPTH, detail=f"Nested deeper than {MOST_DEPTH}. Ask in two steps.")


def check_cost(cost: int) -> None:
    """Check what a request may cost. Errors: LimitExceeded."""
    if cost > MOST_COST:
        raise LimitExceeded(
            "cost", limit=MOST_COST, detail=f"This would cost {cost}; the budget is {MOST_COST}. Ask for fewer at once."
        )


def _fields(document: DocumentNode) -> Iterator[FieldNode]:
    for selection_set in _selection_sets(document):
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                yield node


def _selection_sets(document: DocumentNode) -> Iterator[SelectionSetNode]:
    waiting = [found for d in document.definitions if (found := getattr(d, "selection_set", None)) is not None]
    while waiting:
        selection_set = waiting.pop()
        yield selection_set
        for node in selection_set.selections:
            inner = getattr(node, "selection_set", None)
            if inner is not None:
                waiting.append(inner)


def _check_repeats(document: DocumentNode) -> None:
    for selection_set in _selection_sets(document):
        counts: dict[str, int] = {}
        for node in selection_set.selections:
            name = _name(node)
            counts[name] = counts.get(name, 0) + 1
            if counts[name] > MOST_REPEATS:
                raise LimitExceeded(
                    "repeats",
                    limit=MOST_REPEATS,
                    detail=f"`{name[:60]}` is selected more than {MOST_REPEATS} times in one place. Once is enough.",
                )


def _name(node: object) -> str:
    if isinstance(node, FieldNode):
        return (node.alias or node.name).value
    if isinstance(node, FragmentSpreadNode):
        return "..." + node.name.value
    condition = node.type_condition if isinstance(node, InlineFragmentNode) else None
    return "... on " + (condition.name.value if condition else "")


class _Depths:
    """Depths of selections, each fragment measured once. Introspection is bounded by what it lists, not by depth."""

    def __init__(self, document: DocumentNode):
        self._fragments = {
            d.name.value: d.selection_set for d in document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._known: dict[str, int] = {}

    def of(self, selection_set: SelectionSetNode) -> int:
        """Return how many fields are nested. A fragment within itself counts once: validation refuses it."""
        deepest = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                if not node.name.value.startswith("__"):
                    deepest = max(deepest, 1 + (self.of(node.selection_set) if node.selection_set else 0))
            elif isinstance(node, FragmentSpreadNode):
                deepest = max(deepest, self._of_fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                deepest = max(deepest, self.of(node.selection_set))
        return deepest

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = 0
            found = self._fragments.get(name)
            self._known[name] = self.of(found) if found is not None else 0
        return self._known[name]


class Introspected:
    """Reckons how many values introspection would list, and stops as soon as it is too many."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]):
        self._fragments = fragments
        self._steps = 0

    def check(self, nodes: list[FieldNode]) -> None:
        """Check all introspection of an operation. Errors: LimitExceeded."""
        if sum(self._of(node, ()) for node in nodes) > MOST_INTROSPECTED:
            raise self._exceeded()

    def _of(self, node: FieldNode, inside: tuple[str, ...]) -> int:
        self._steps += 1
        if self._steps > MOST_PLACES:
            raise self._exceeded()
        below = self._below(node.selection_set, inside) if node.selection_set else 0
        size = _INTROSPECTED.get(node.name.value, 0)
        return size * (1 + below) if size else below

    def _below(self, selection_set: SelectionSetNode, inside: tuple[str, ...]) -> int:
        total = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                total += self._of(node, inside)
            elif isinstance(node, InlineFragmentNode):
                total += self._below(node.selection_set, inside)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments.get(node.name.value)
                if fragment is not None and node.name.value not in inside:
                    total += self._below(fragment.selection_set, (*inside, node.name.value))
        return total

    def _exceeded(self) -> LimitExceeded:
        return LimitExceeded(
            "introspection",
            limit=MOST_INTROSPECTED,
            detail="This would list too much of the schema at once. Ask with the usual introspection query, once.",
        )
