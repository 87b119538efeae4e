"""The parameters that the addresses share, each written once: its meaning, its form, its remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone

from django.conf import settings

from cms.delivery.parameters import Parameter, ParameterSet
from cms.feed.registry import Facet, FeedType, all_types
from cms.feed.selectors import DEFAULT_ORDER, ORDERS

DEFAULT_LIMIT = 20
MOST_ITEMS = 100
LONGEST_QUESTION = 200
MOST_WORDS = 60
_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,2000}")
_TEXT_SCHEMA = {"type": "string", "minLength": 1, "pattern": "^[^\\u0000]*$"}


def locales() -> list[str]:
    """Return the languages of the content."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


def one_of(name: str, known: Iterable[str]) -> Callable[[str], str]:
    """Return a reader of one of a few words."""
    words = tuple(known)

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"`{name}` is one of {', '.join(words)}.")
        return text

    return read


def some_of(name: str, known: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of several words of a list, separated by commas."""
    words = tuple(known)

    def read(text: str) -> tuple[str, ...]:
        asked = tuple(text.split(","))
        if len(asked) > MOST_WORDS:
            raise ValueError(f"`{name}` names {len(asked)} things. Name at most {MOST_WORDS}, each once.")
        wrong = [word for word in asked if word not in words]
        if wrong:
            shown = ", ".join(repr(word[:40]) for word in wrong[:5])
            raise ValueError(f"`{name}` does not know {shown}. Separate with commas any of: {', '.join(words)}.")
        return asked

    return read


def read_limit(text: str) -> int:
    """Read how many documents a page holds."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_ITEMS:
        raise ValueError(f"`limit` is a whole number from 1 to {MOST_ITEMS}, for instance limit={DEFAULT_LIMIT}.")
    return int(text)


def read_cursor(text: str) -> str:
    """Read the form of a cursor; whether it is ours is decided with the question it belongs to."""
    if not _CURSOR.fullmatch(text):
        raise ValueError(BROKEN_CURSOR)
    return text


BROKEN_CURSOR = (
    "`after` is not a cursor of this list with these parameters. Take it unchanged from `next` or `prev`, or leave it "
    "out to begin anew."
)


def read_question(text: str) -> str:
    """Read the words to search for."""
    if len(text) > LONGEST_QUESTION:
        raise ValueError(f"`q` is at most {LONGEST_QUESTION} characters: a few words.")
    return text


def date_reader(name: str) -> Callable[[str], datetime]:
    """Return a reader of an instant in RFC 3339."""

    def read(text: str) -> datetime:
        try:
            return parse_instant(text)
        except ValueError as error:
            raise ValueError(
                f"`{name}` is a possible date and time with its offset in RFC 3339, for instance "
                f"{name}=2026-11-22T09:00:00Z (write + as %2B)."
            ) from error

    return read


def parse_instant(text: str) -> datetime:
    """Return an instant written in RFC 3339, in UTC.

    Shape: a leap second is the second that follows; what is beyond the calendar of Python is its first or last instant.
    Errors: ValueError if the text is no such date.
    """
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    microsecond = int((match[7] or "0").ljust(6, "0")[:6])
    offset = timedelta(0)
    if match[9]:
        if int(match[10]) > 23 or int(match[11]) > 59:
            raise ValueError(text)
        offset = timedelta(hours=int(match[10]), minutes=int(match[11])) * (1 if match[9] == "+" else -1)
    leap = second == 60
    moment = datetime(
        max(year, 1), month, day, hour, minute, 59 if leap else second, microsecond, tzinfo=timezone(offset)
    )
    if year == 0:
        return datetime.min.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC) + timedelta(seconds=int(leap))
    except OverflowError:
        return (datetime.min if year < 5000 else datetime.max).replace(tzinfo=UTC)


def types_parameter(description: str) -> Parameter:
    """Return the parameter that keeps documents of some types. Call it once the types are registered."""
    names = [feed_type.name for feed_type in all_types()]
    schema = {"type": "string", "enum": names}
    return Parameter("type", description, schema, one_of("type", names), example=names[0], is_repeatable=True)


LOCALE = Parameter(
    "locale",
    "Language of the documents.",
    {"type": "string", "enum": locales(), "default": settings.LANGUAGE_CODE},
    one_of("locale", locales()),
    example=settings.LANGUAGE_CODE,
)
LIMIT = Parameter(
    "limit",
    "How many documents a page holds at most.",
    {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": DEFAULT_LIMIT},
    read_limit,
    example=DEFAULT_LIMIT,
)
AFTER = Parameter(
    "after",
    "Cursor, taken unchanged from `next` or `prev`. It belongs to one question: the other parameters stay as they "
    "were, save `limit`, `fields` and `include`.",
    {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"},
    read_cursor,
)
ORDER = Parameter(
    "order",
    "Order of the list; a minus sign means newest first.",
    {"type": "string", "enum": list(ORDERS), "default": DEFAULT_ORDER},
    one_of("order", ORDERS),
    example=DEFAULT_ORDER,
)
QUESTION = Parameter(
    "q",
    "Words to search for; a document holds all of them.",
    {**_TEXT_SCHEMA, "maxLength": LONGEST_QUESTION},
    read_question,
    example="bronze",
)


def date_parameter(name: str, description: str) -> Parameter:
    """Return a parameter that is an instant."""
    return Parameter(
        name, description, {"type": "string", "format": "date-time"}, date_reader(name), example="2026-11-22T09:00:00Z"
    )


def fields_parameter(names: Iterable[str]) -> Parameter:
    """Return the parameter that makes documents sparse."""
    known = list(names)
    return Parameter(
        "fields",
        "Only these fields of each document, separated by commas; those of the whole document may be named in a list.",
        {"type": "array", "items": {"type": "string", "enum": known}, "minItems": 1, "maxItems": MOST_WORDS},
        some_of("fields", known),
        example="title",
        is_comma_separated=True,
    )


def include_parameter(names: Iterable[str]) -> Parameter:
    """Return the parameter that asks for what a list does not say by itself."""
    known = list(names)
    return Parameter(
        "include",
        "What to add to the answer, separated by commas: counts per facet value, the number of documents on all pages.",
        {"type": "array", "items": {"type": "string", "enum": known}, "minItems": 1, "maxItems": MOST_WORDS},
        some_of("include", known),
        example="total",
        is_comma_separated=True,
    )


def facet_parameter(facet: Facet) -> Parameter:
    """Return the parameter that narrows a list by a facet."""

    def read(text: str) -> str:
        if len(text) > 255:
            raise ValueError(f"`{facet.name}` is at most 255 characters, for instance {facet.name}={facet.example}.")
        if "," in text:
            one, other = (part.strip() for part in text.split(",")[:2])
            raise ValueError(
                f"`{facet.name}` takes one value each time. Repeat it: {facet.name}={one}&{facet.name}={other}."
            )
        return text

    return Parameter(
        facet.name,
        f"{facet.description} Repeat it for alternatives; different facets add up.",
        {"type": "string", "minLength": 1, "pattern": "^[^\\u0000,]*$", "maxLength": 255},
        read,
        example=facet.example,
        is_repeatable=True,
    )


def list_parameters(feed_type: FeedType) -> ParameterSet:
    """Return the parameters of the list of a type."""
    return ParameterSet(
        (
            LOCALE,
            LIMIT,
            AFTER,
            ORDER,
            fields_parameter(feed_type.document.model_fields),
            QUESTION,
            date_parameter("published_after", "Only documents first published after this instant."),
            date_parameter("published_before", "Only documents first published before this instant."),
            date_parameter("updated_after", "Only documents published anew after this instant."),
            include_parameter(("facets", "total")),
            *(facet_parameter(facet) for facet in feed_type.facets),
        )
    )


def detail_parameters(feed_type: FeedType) -> ParameterSet:
    """Return the parameters of one document of a type."""
    return ParameterSet((LOCALE, fields_parameter(feed_type.document.model_fields)))
