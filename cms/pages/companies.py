"""What a company is known by: SIREN and SIRET, INSEE's numbers of it and of each of its sites, and its chamber."""

from __future__ import annotations

from types import ModuleType

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

SIREN_DIGITS = 9
SIRET_DIGITS = 14


class Chamber(models.TextChoices):
    """The chamber a company belongs to; the value is the public slug."""

    CCI = "cci", _("Chamber of Commerce and Industry (CCI)")
    CMA = "cma", _("Chamber of Trades and Crafts (CMA)")


def _validate(value: str, *, number: ModuleType, name: str, digits: int) -> None:
    details = {"name": name, "digits": digits, "count": sum(character.isdigit() for character in value)}
    try:
        number.validate(value)
    except InvalidLength as error:
        raise ValidationError(
            _("A %(name)s has %(digits)d digits; this one has %(count)d."), code="length", params=details
        ) from error
    except InvalidChecksum as error:
        raise ValidationError(
            _(
                "This %(name)s does not exist: its check digit does not match the others, so one digit is probably "
                "mistyped. Copy it from annuaire-entreprises.data.gouv.fr."
            ),
            code="checksum",
            params=details,
        ) from error
    except NumberError as error:
        raise ValidationError(
            _("A %(name)s is made of %(digits)d digits, with nothing else than spaces between them."),
            code="format",
            params=details,
        ) from error


def validate_siren(value: str) -> None:
    """Refuse what is no SIREN. Errors: ValidationError coded length, checksum or format, with the way out."""
    _validate(value, number=siren_number, name="SIREN", digits=SIREN_DIGITS)


def validate_siret(value: str) -> None:
    """Refuse what is no SIRET. Errors: ValidationError coded length, checksum or format, with the way out."""
    _validate(value, number=siret_number, name="SIRET", digits=SIRET_DIGITS)


def compact(value: str) -> str:
    """Return the digits of a number that was typed with spaces."""
    return "".join(value.split())
