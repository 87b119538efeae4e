"""Reading a query string strictly: every parameter is known, well formed and used, or the answer says what to mend."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from cms.delivery.problems import BadParameters, Problem

LONGEST_QUERY_BYTES = 8_000
MOST_PARAMETERS = 200


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address: how it is read, and how it is published in OpenAPI.

    Shape: `read` turns one text into a value or raises ValueError with a sentence that says what to send;
    `schema` is JSON Schema; a repeatable parameter gives a tuple, its repetitions being alternatives; one that is
    separated by commas may be repeated too, which is the same list.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    example: Any = None
    is_repeatable: bool = False
    is_required: bool = False
    is_comma_separated: bool = False
    most_values: int = 20

    def to_openapi(self) -> dict[str, Any]:
        """Return the OpenAPI parameter object."""
        schema = dict(self.schema)
        if self.is_repeatable:
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": self.most_values}
        found: dict[str, Any] = {
            "in": "query",
            "name": self.name,
            "required": self.is_required,
            "description": self.description,
            "schema": schema,
        }
        if self.is_repeatable or self.is_comma_separated:
            # Repeated, as every generated client sends a list; ours may be separated by commas as well.
            found |= {"style": "form", "explode": True}
        if self.example is not None:
            found["example"] = [self.example] if self.is_repeatable or self.is_comma_separated else self.example
        return found


@dataclass(frozen=True, eq=False)
class ParameterSet:
    """All the parameters of one address."""

    parameters: tuple[Parameter, ...]
    by_name: dict[str, Parameter] = field(init=False)
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {parameter.name: parameter for parameter in self.parameters})
        required = tuple(parameter.name for parameter in self.parameters if parameter.is_required)
        object.__setattr__(self, "required", required)

    def read(self, query_string: str) -> Mapping[str, Any]:
        """Return the values of the parameters that were sent.

        Shape: the mapping is shared between equal requests: never change it.
        Errors: BadParameters naming everything that must be mended.
        """
        return _read(self, query_string) if query_string or self.required else {}

    def to_openapi(self) -> list[dict[str, Any]]:
        """Return the OpenAPI parameter objects."""
        return [parameter.to_openapi() for parameter in self.parameters]


def split_query(query_string: str) -> list[tuple[str, str]]:
    """Return the pairs of a query string, in order.

    Errors: Problem 400 where it is too long, or not UTF-8.
    """
    if len(query_string) > LONGEST_QUERY_BYTES:
        raise Problem(
            400,
            f"The query is longer than {LONGEST_QUERY_BYTES} bytes. Ask for less at once.",
            errors=(("#/query", f"Shorten the query to at most {LONGEST_QUERY_BYTES} bytes."),),
        )
    try:
        if not query_string.isascii():
            # WSGI hands over raw bytes as Latin-1 (PEP 3333).
            query_string = query_string.encode("latin-1").decode()
        pairs = parse_qsl(query_string, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeError as error:
        raise Problem(
            400,
            "The query is not UTF-8. Percent-encode its text as UTF-8.",
            errors=(("#/query", "Percent-encode the text as UTF-8, for instance %C3%A9 for é."),),
        ) from error
    except ValueError as error:
        raise Problem(
            400,
            f"The query holds more than {MOST_PARAMETERS} parameters. Ask for less at once.",
            errors=(("#/query", f"Send at most {MOST_PARAMETERS} parameters."),),
        ) from error
    return pairs


@lru_cache(maxsize=1024)
def _read(parameters: ParameterSet, query_string: str) -> Mapping[str, Any]:
    texts: dict[str, list[str]] = {}
    for name, text in split_query(query_string):
        texts.setdefault(name, []).append(text)
    values: dict[str, Any] = {}
    errors = [
        (name, f"`{name}` is required{_such_as(parameters.by_name[name])}.")
        for name in parameters.required
        if name not in texts
    ]
    for name, given in texts.items():
        parameter = parameters.by_name.get(name)
        if parameter is None:
            errors.append((name, _unknown(name, tuple(parameters.by_name))))
            continue
        try:
            values[name] = values_of(parameter, given)
        except ValueError as error:
            errors.append((name, str(error)))
    if errors:
        raise BadParameters(tuple(errors))
    return values


def values_of(parameter: Parameter, texts: Sequence[str]) -> Any:
    """Return what texts sent for a parameter mean. Errors: ValueError with a sentence that says what to send."""
    name = parameter.name
    if len(texts) > 1 and not (parameter.is_repeatable or parameter.is_comma_separated):
        raise ValueError(f"`{name}` was sent {len(texts)} times. Send it once.")
    if parameter.is_repeatable and len(texts) > parameter.most_values:
        raise ValueError(f"`{name}` was sent {len(texts)} times. Send it at most {parameter.most_values} times.")
    for text in texts:
        if not text:
            way = "Give it a value" if parameter.is_required else "Leave it out, or give it a value"
            raise ValueError(f"`{name}` is empty. {way}{_such_as(parameter)}.")
        if "\0" in text:
            raise ValueError(f"`{name}` holds a NUL character. Send text without it.")
    if parameter.is_comma_separated:
        return parameter.read(",".join(texts))
    found = tuple(parameter.read(text) for text in texts)
    return found if parameter.is_repeatable else found[0]


def _such_as(parameter: Parameter) -> str:
    return "" if parameter.example is None else f", such as {parameter.name}={parameter.example}"


def _unknown(name: str, known: tuple[str, ...]) -> str:
    if not known:
        return "This address takes no parameters. Leave it out."
    near = difflib.get_close_matches(name[:60], known, n=1)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    return f"Unknown parameter. {hint}Known here: {', '.join(known)}."
