"""No secret address in a log: whatever is logged in this process, by whomever, is masked where the record is made.

A filter would guard only the handlers that have it, and each server and library brings its own. A room registers what
its secrets look like.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

_patterns: list[tuple[re.Pattern[str], str]] = []
_formatter = logging.Formatter()


def register_secret(pattern: re.Pattern[str], replacement: str) -> None:
    """Mask from now on what the pattern finds. Twice is harmless."""
    if (pattern, replacement) not in _patterns:
        _patterns.append((pattern, replacement))
    _install()


def masked(text: str) -> str:
    """Return a text without any registered secret."""
    for pattern, replacement in _patterns:
        text = pattern.sub(replacement, text)
    return text


def _install() -> None:
    make = logging.getLogRecordFactory()
    if getattr(make, "masks_secrets", False):
        return

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        return mask(make(*args, **kwargs))

    factory.masks_secrets = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(factory)


def mask(record: logging.LogRecord) -> logging.LogRecord:
    """Mask the message, its arguments and the text of its traceback."""
    record.msg = _clean(record.msg)
    if isinstance(record.args, Mapping):
        record.args = {key: _clean(value) for key, value in record.args.items()}
    elif record.args:
        record.args = tuple(_clean(value) for value in record.args)
    if record.exc_info and record.exc_info[0] is not None:
        # Formatters keep a traceback's text once it is made: ours is made first.
        record.exc_text = masked(_formatter.formatException(record.exc_info))
    return record


def _clean(value: Any) -> Any:
    """Leave numbers and the like as they are: a format such as %d rests on their type."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    clean = masked(text)
    return clean if clean != text or isinstance(value, str) else value
