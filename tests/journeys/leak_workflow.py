"""What the rooms of the workflow know and nobody outside may: each text of theirs carries a marker."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from cms.feed.transaction import editorial_transaction
from cms.recall.services import acknowledge, add_recipient, close_sheet
from cms.recall.taking_back import Request, withdraw_page
from cms.releases import composing
from cms.selection.deciding import Terms, accept
from cms.selection.instruction import recuse
from cms.selection.mandates import admit_existing
from cms.selection.models import Criterion
from cms.selection.scoring import give_scores
from cms.selection.states import CandidateState, Choice
from cms.selection.voting import cast_vote
from cms.signoff.choices import Purpose
from cms.signoff.deciding import remark, request_changes
from cms.signoff.inviting import invite, new_link
from cms.signoff.opening import find_link
from cms.signoff.requests import Contact
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from tests import factories, selection_world
from tests.journeys.leak_site import LeakSite


def admit(site: LeakSite, page: Any) -> None:
    """Admit the company of a portrait; on what ground is the committee's affair."""
    today = timezone.localdate()
    year = datetime.timedelta(days=365)
    admit_existing(page, first_day=today - year, last_day=today + year, basis=site.markers.hide("mandate basis"))


def add_workflow_secrets(site: LeakSite) -> None:
    """Decide on, sign, recall, prepare and instruct, with a marker in every text."""
    _decide(site)
    _ask_for_a_signature(site)
    _withdraw(site)
    _prepare_a_release(site)
    _instruct(site)


def _decide(site: LeakSite) -> None:
    """Comment each decision on what is live, and one that asks for changes."""
    hide = site.markers.hide
    for page in site.pages:
        fresh = type(page).objects.get(pk=page.pk)
        for outcome in (Outcome.REJECTED, Outcome.APPROVED):
            with editorial_transaction():
                record(
                    page=fresh,
                    digest=fingerprint(fresh),
                    kind=Kind.REVIEW,
                    outcome=outcome,
                    user=site.author,
                    comment=hide(f"comment of {outcome} on {type(page).__name__}"),
                )


def _ask_for_a_signature(site: LeakSite) -> None:
    """Send a proof that comes back with remarks."""
    hide = site.markers.hide
    page = factories.ambassador(title=hide("proof title"), slug=hide("proof slug"), is_live=False, image=site.image)
    name = hide("person who signs")
    Contact.objects.create(content_id=page.translation_key, name=name, email=f"{hide('mailbox')}@example.org")
    request = invite(page, site.author)
    token = new_link(request, Purpose.PROOF)
    site.markers.private["token of a proof"] = token.lower()
    link = find_link(token)
    assert link is not None
    remark(link, "fr", {1: {"text": hide("remark"), "excerpt": hide("excerpt")}})
    request_changes(link, typed_name=name, comment=hide("comment of the person who signs"))


def _withdraw(site: LeakSite) -> None:
    """Take an article back at somebody's request, and follow the recall up."""
    hide = site.markers.hide
    page = factories.article(title=hide("withdrawn"), slug="retire", summary=hide("withdrawn summary"))
    asked = Request(name=hide("who asked"), how="phone", on=timezone.localdate(), reason=hide("why it was withdrawn"))
    with editorial_transaction():
        sheet = withdraw_page(page, request=asked, user=site.author)
    told = add_recipient(sheet, name=hide("recipient"), contact=hide("contact of a recipient"))
    acknowledge(told, note=hide("answer of a recipient"), user=site.author)
    close_sheet(sheet, note=hide("closing note"), user=site.author)


def _prepare_a_release(site: LeakSite) -> None:
    """Prepare a release, one language of which is left out."""
    hide = site.markers.hide
    page = factories.article(title=hide("released"), slug=hide("released slug"), is_live=False)
    with editorial_transaction():
        release = composing.create(name=hide("release"), note=hide("note of a release"), user=site.author, pages=[page])
        english = [(page.translation_key, factories.locale("en").pk)]
        composing.leave_out(release, english, reason=hide("why a language is left out"), user=site.author)


def _instruct(site: LeakSite) -> None:
    """Take a candidate to the committee, which accepts."""
    hide = site.markers.hide
    members = selection_world.members(3)
    candidate = selection_world.candidate(
        state=CandidateState.COMMITTEE, company_name=hide("candidate"), why=hide("why a candidate"),
        contact_name=hide("contact of a candidate"), contact_email=f"{hide('mail of a candidate')}@example.org",
        contact_phone=hide("phone"), receipt=hide("nr")[:20],
    )  # fmt: skip
    selection_world.with_evidence(candidate)
    candidate.evidence.update(text=hide("evidence"), link=f"https://{hide('evidence link')}.example/")
    session = selection_world.session(*members, place=hide("place"), minutes=hide("minutes"))
    give_scores(candidate, members[0], dict.fromkeys(Criterion.objects.all(), (3, hide("note of a score"))))
    recuse(candidate, members[2], reason=hide("why recused"), user=members[2])
    for member in members[:2]:
        cast_vote(session, candidate, member, Choice.YES)
    today = timezone.localdate()
    terms = Terms(today, today + datetime.timedelta(days=90))
    accept(session, candidate, user=site.author, motivation=hide("motivation"), terms=terms)
