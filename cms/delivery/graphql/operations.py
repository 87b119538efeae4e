"""Operations: parsed, checked and validated once, compiled once, executed often."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from cms.delivery.graphql.arguments import bad_input
from cms.delivery.graphql.asking import Asked
from cms.delivery.graphql.following import fetch
from cms.delivery.graphql.limits import MOST_TOKENS, Introspected, LimitExceeded, check_cost, check_document
from cms.delivery.graphql.plan import Compiler, Following, Tables
from cms.delivery.graphql.roots import RootField, compile_root
from cms.delivery.graphql.selecting import Selecting, deciding_variables

logger = logging.getLogger(__name__)
MOST_ERRORS = 10
# Compiled forms of one operation, by the values of the variables that decide its directives.
MOST_FORMS = 16
_RULES = tuple(dict.fromkeys((*specified_rules, MaxIntrospectionDepthRule)))
_MASKED = "We failed here. Try again in a minute; the fault is recorded."


class Refused(Exception):
    """The request cannot be executed at all. Shape: `errors` say why; `is_no_query` tells what is no query by kind."""

    def __init__(self, errors: list[GraphQLError], *, is_no_query: bool = False):
        super().__init__(errors[0].message)
        self.errors = errors
        self.is_no_query = is_no_query


@dataclass
class Form:
    """An operation compiled for one set of the variables that decide its directives."""

    roots: list[RootField]
    links: list[Following]
    typenames: list[str]
    introspected: dict[str, list[FieldNode]]
    order: list[str]


@dataclass
class Operation:
    """A valid operation, ready to be executed."""

    schema: GraphQLSchema
    document: DocumentNode
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    deciding: tuple[str, ...]
    _forms: dict[tuple[Any, ...], Form] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, or nothing."""
        return self.node.name.value if self.node.name else ""

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """Return the values of the variables. Errors: Refused."""
        found = get_variable_values(self.schema, self.node.variable_definitions or (), dict(given), MOST_ERRORS)
        if isinstance(found, list):
            raise Refused(_coded(found, "BAD_USER_INPUT"))
        return found

    def form(self, variables: VariableValues) -> Form:
        """Return the compiled form for some variables. Errors: Refused."""
        decided = {name: variables.coerced.get(name) for name in self.deciding}
        for name, value in decided.items():
            if value is None:
                raise Refused([bad_input(f"`${name}` decides what is selected: send true or false, not null.")])
        key = tuple(decided.values())
        found = self._forms.get(key)
        if found is None:
            if len(self._forms) >= MOST_FORMS:
                self._forms.clear()
            try:
                found = self._forms[key] = self._compile(decided)
            except LimitExceeded as error:
                raise Refused([error]) from error
        return found

    def _compile(self, decided: Mapping[str, Any]) -> Form:
        query = cast(GraphQLObjectType, self.schema.query_type)
        selecting = Selecting(self.schema, self.fragments, decided)
        compiler = Compiler(selecting)
        fields = selecting.fields_of(query, [self.node.selection_set])
        form = Form([], compiler.links, [], {}, list(fields))
        for out, nodes in fields.items():
            name = nodes[0].name.value
            if name == "__typename":
                form.typenames.append(out)
            elif name.startswith("__"):
                form.introspected[out] = nodes
            else:
                form.roots.append(compile_root(compiler, query.fields[name], out, nodes))
        Introspected(self.fragments).check([node for nodes in form.introspected.values() for node in nodes])
        return form


def prepare(schema: GraphQLSchema, text: str, operation_name: str | None) -> Operation:
    """Return the operation to execute, parsed, within the limits, and valid. Errors: Refused."""
    document = _parse(text)
    try:
        check_document(document)
    except LimitExceeded as error:
        raise Refused([error]) from error
    _only_queries(document, operation_name)
    try:
        errors = validate(schema, document, _RULES, max_errors=MOST_ERRORS)
    except GraphQLError as error:
        errors = [error]
    if errors:
        raise Refused(_coded(errors, "GRAPHQL_VALIDATION_FAILED"))
    node = _chosen(document, operation_name)
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    return Operation(schema, document, node, fragments, deciding_variables(node, fragments))


def _only_queries(document: DocumentNode, operation_name: str | None) -> None:
    """Refuse what is meant to write or to stay open, before anything is said of its fields. Errors: Refused."""
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode) or node.operation == OperationType.QUERY:
            continue
        if operation_name in (None, "", node.name.value if node.name else None):
            message = f"A {node.operation.value} was sent: this is read, never written; only queries are answered."
            raise Refused([GraphQLError(message, node)], is_no_query=True)


def execute(operation: Operation, asked: Asked, given: Mapping[str, Any]) -> ExecutionResult:
    """Return the answer, by the compiled plan. Errors: Refused, before anything was asked of the database."""
    variables = operation.variables(given)
    form = operation.form(variables)
    asking: list[tuple[RootField, Mapping[str, Any]]] = []
    errors: list[GraphQLError] = []
    failed: dict[str, None] = {}
    for root in form.roots:
        try:
            asking.append((root, root.arguments(variables)))
        except GraphQLError as error:
            errors.append(_located(error, root))
            failed[root.out] = None
    try:
        check_cost(sum(root.cost(arguments) for root, arguments in asking))
    except LimitExceeded as error:
        raise Refused([error]) from error
    values: dict[str, Any] = {}
    for root, arguments in asking:
        try:
            values[root.out] = root.source.load(asked, arguments, root.wants)
        except GraphQLError as error:
            errors.append(_located(error, root))
        except Exception as error:  # noqa: BLE001 (whatever failed, the other questions are answered; it is recorded)
            errors.append(_masked(error, root))
    tables = _follow(asked, form, values)
    answers = dict.fromkeys(failed) | _introspected(operation, form, given) | dict.fromkeys(form.typenames, "Query")
    for root in form.roots:
        value = values.get(root.out)
        answers[root.out] = None if value is None else root.part.project(value, tables)
    return ExecutionResult({out: answers[out] for out in form.order}, errors or None)


def execute_by_library(operation: Operation, asked: Asked, given: Mapping[str, Any]) -> ExecutionResult:
    """Return the answer by graphql-core's own execution: what the plan is compared with."""
    return execute_sync(
        operation.schema,
        operation.document,
        context_value=asked,
        variable_values=dict(given),
        operation_name=operation.name or None,
    )


def _follow(asked: Asked, form: Form, values: Mapping[str, Any]) -> Tables:
    """Fetch what the links of a selection lead to: level by level, one query each."""
    tables: Tables = {index: {} for index in range(len(form.links))}
    met: dict[int, list[str]] = {}
    for root in form.roots:
        value = values.get(root.out)
        if value is not None and root.part.walk is not None:
            root.part.walk(value, met)
    while met:
        level, met = met, {}
        links = [form.links[index] for index in level]
        asking = [(f.link, f.part.column, ids) for f, ids in zip(links, level.values(), strict=True)]
        for index, found, table in zip(level, links, fetch(asked, asking), strict=True):
            tables[index] = table
            if found.part.walk is not None:
                for value in table.values():
                    for document in value if isinstance(value, list) else (value,):
                        found.part.walk(document, met)
    return tables


def _introspected(operation: Operation, form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what was asked of the schema itself with graphql-core: it reads no document."""
    if not form.introspected:
        return {}
    nodes = tuple(node for nodes in form.introspected.values() for node in nodes)
    only = OperationDefinitionNode(
        operation=OperationType.QUERY,
        variable_definitions=operation.node.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=nodes),
    )
    document = DocumentNode(definitions=(only, *operation.fragments.values()))
    result = execute_sync(operation.schema, document, variable_values=dict(given))
    return dict(result.data or {})


def _parse(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        if f"more than {MOST_TOKENS} tokens" in error.message.lower():
            error = LimitExceeded("tokens", limit=MOST_TOKENS, detail=f"More than {MOST_TOKENS} tokens. Ask for less.")
        raise Refused(_coded([error], "GRAPHQL_PARSE_FAILED")) from error
    except RecursionError as error:
        raise Refused(_coded([GraphQLError("Nested too deeply to be read.")], "GRAPHQL_PARSE_FAILED")) from error


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name:
        found = [node for node in operations if node.name is not None and node.name.value == name]
        if not found:
            raise Refused([GraphQLError(f"No operation is named {json.dumps(name[:60], ensure_ascii=False)}.")])
        return found[0]
    if len(operations) != 1:
        raise Refused([GraphQLError("Several operations were sent: say with `operationName` which one is meant.")])
    return operations[0]


def _coded(errors: list[GraphQLError], code: str) -> list[GraphQLError]:
    """Give errors the code by which clients tell them apart, where they have none. Source: Apollo Server's names."""
    for error in errors:
        error.extensions = error.extensions or {"code": code}
    return errors


def _located(error: GraphQLError, root: RootField) -> GraphQLError:
    return GraphQLError(error.message, root.node, path=[root.out], extensions=error.extensions)


def _masked(error: Exception, root: RootField) -> GraphQLError:
    logger.error("GraphQL: %s failed", root.node.name.value, exc_info=error)
    return GraphQLError(_MASKED, root.node, path=[root.out], extensions={"code": "INTERNAL_SERVER_ERROR"})
