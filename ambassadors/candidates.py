"""How an accepted candidate becomes the draft of a portrait, and that portraits need the committee's yes at all."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from ambassadors.commitments import Commitment
from ambassadors.models import AmbassadorCommitment, AmbassadorIndexPage, AmbassadorPage
from cms.selection.admission import register_draft_maker, require_admission
from cms.selection.models import Candidate
from cms.selection.refusals import SelectionRefused

require_admission(AmbassadorPage)


@register_draft_maker
def make_draft(candidate: Candidate, user: Any) -> AmbassadorPage:
    """Make the draft of a portrait under the directory, filled in with what may be published.

    Shape: not live. Of the evidence, only the sentences marked for the portrait are taken over; who wrote to us, why,
    and what the committee thought of it stay where they are.
    Errors: SelectionRefused if there is no directory to put it in.
    """
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    directory = AmbassadorIndexPage.objects.filter(locale=locale, alias_of=None).order_by("-live", "path").first()
    if directory is None:
        raise SelectionRefused(_("There is no directory of the ambassadors to put the portrait in: create it first."))
    page = AmbassadorPage(
        title=candidate.company_name,
        company_name=candidate.company_name,
        siren=candidate.siren,
        siret=candidate.siret,
        naf_division=candidate.naf_division,
        commune=candidate.commune,
        workforce=candidate.workforce,
        founded_year=candidate.founded_year,
        website=candidate.website,
        leader_name=candidate.leader_name,
        leader_role=candidate.leader_role,
        chamber=candidate.chamber,
        cohort=candidate.cohort and (candidate.cohort.get_translation_or_none(locale) or candidate.cohort),
        made_here=candidate.made_here,
        internal_note=_("From candidate %(receipt)s.") % {"receipt": candidate.receipt},
        locale=locale,
        owner=user,
        live=False,
        has_unpublished_changes=True,
    )
    page.commitments = _commitments(candidate, locale)
    page.slug = _free_slug(directory, candidate.company_name)
    directory.add_child(instance=page)
    page.save_revision(user=user)
    log(page, "wagtail.create", user=user, data={"candidate": candidate.pk})
    return page


def _free_slug(directory: AmbassadorIndexPage, name: str) -> str:
    """Return an address in plain letters that no portrait of the directory has: those Wagtail makes keep accents."""
    stem = slugify(name)[:200] or "portrait"
    taken = set(directory.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in chain([stem], (f"{stem}-{number}" for number in count(2))) if slug not in taken)


def _commitments(candidate: Candidate, locale: Locale) -> list[AmbassadorCommitment]:
    """Return one commitment for each criterion of the same code that has a sentence for the portrait, the first one."""
    sentences: dict[str, str] = {}
    for piece in candidate.evidence.select_related("criterion").exclude(for_portrait=""):
        if piece.criterion.code in Commitment.values:
            sentences.setdefault(piece.criterion.code, piece.for_portrait)
    return [
        AmbassadorCommitment(kind=code, evidence=text, locale=locale, sort_order=place)
        for place, (code, text) in enumerate(sentences.items())
    ]
