"""What a portrait must say before anybody is asked to review and sign it."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ambassadors.models import AmbassadorPage
from cms.pages.companies import compact, validate_siren, validate_siret
from cms.workflow.checks_of_texts import is_blank, lacking
from cms.workflow.completeness import GateReason, register_check

NEEDED = {
    "company_name": _("Give the name of the company, as on its door."),
    "commune": _("Choose the commune where it makes things."),
    "made_here": _("Say in a few words what is made here: it stands on the plate."),
    "summary": _("Write the summary: one or two sentences for lists and for partners’ sites."),
    "leader_name": _("Give the name of the person portrayed: it is they who sign the proof."),
    "leader_role": _("Say what the person portrayed does in the company."),
    "quote": _("Quote one sentence that the person portrayed really said."),
    "image": _("Choose the portrait photo."),
    "story": _("Write the story: it is empty."),
}


def portrait_is_complete(page: AmbassadorPage) -> Iterator[GateReason]:
    """Ask for each field that readers miss when it is empty, and for commitments that can be checked."""
    for field, message in NEEDED.items():
        value = getattr(page, f"{field}_id") if field == "image" else getattr(page, field)
        if is_blank(value):
            yield lacking(page, field, f"{field}-missing", message)
    yield from _numbers(page)
    commitments = list(page.commitments.all())
    if not commitments:
        message = _("Add at least one commitment, with a fact that a visitor could check.")
        yield lacking(page, "commitments", "commitment-missing", message)
    for commitment in commitments:
        if is_blank(commitment.evidence):
            message = _("Each commitment needs its evidence: a fact that a visitor could check.")
            yield lacking(page, "commitments", "evidence-missing", message)


def _numbers(page: AmbassadorPage) -> Iterator[GateReason]:
    """A page that a script wrote has passed no form: its numbers are checked here too."""
    siren, siret = compact(page.siren), compact(page.siret)
    if not siren:
        yield lacking(page, "siren", "siren-missing", _("Give the SIREN: it tells the company from every other."))
    for field, value, validate in (("siren", siren, validate_siren), ("siret", siret, validate_siret)):
        try:
            if value:
                validate(value)
        except ValidationError as error:
            yield lacking(page, field, f"{field}-wrong", " ".join(error.messages))
    if siren and siret and not siret.startswith(siren):
        message = _("The SIRET belongs to another company: its first nine digits are not the SIREN.")
        yield lacking(page, "siret", "siret-of-another", message)


register_check(portrait_is_complete, model=AmbassadorPage)
