"""Numbers and times as people read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime

register = template.Library()


@register.filter
def number(value: Any) -> str:
    """Return a number with grouped thousands and no needless decimals; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(formats.number_format(value, use_l10n=True, force_grouping=True))


@register.filter
def plate_number(value: Any) -> str:
    """Return the number of a plate with two digits, as stamped: 7 is "07"."""
    return f"{int(value):02d}" if value not in (None, "") else ""


@register.filter
def moment(value: Any) -> datetime | date | None:
    """Return a time to format with `date`, from a datetime or from the RFC 3339 text of a stored document."""
    if isinstance(value, str):
        parsed = parse_datetime(value)
        if parsed is None:
            return parse_date(value)
        return timezone.localtime(parsed) if timezone.is_aware(parsed) else parsed
    return value if isinstance(value, (datetime, date)) else None
