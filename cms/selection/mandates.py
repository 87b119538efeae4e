"""Mandates: given by a decision, renewed, shortened, withdrawn; always with a reason, always logged.

Every function runs in one editorial transaction: what is public follows at that commit, or at that second.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.feed.clock import database_now
from cms.feed.transaction import mark_dirty, run_editorial
from cms.selection.admission import needs_admission
from cms.selection.decisions import CommitteeDecision, Mandate
from cms.selection.refusals import SelectionRefused


def start_of(day: date) -> datetime:
    """Return the first instant of a day in our time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Return the first instant after a day: mandates end exclusively."""
    return start_of(day + timedelta(days=1))


def check_dates(first_day: date, last_day: date) -> None:
    """Refuse a mandate that ends before it begins, or that is over already. Errors: SelectionRefused."""
    if last_day < first_day:
        raise SelectionRefused(_("The last day comes before the first."))
    if end_of(last_day) <= database_now():
        raise SelectionRefused(_("This mandate would be over already."))


def grant(
    page: Page,
    first_day: date,
    last_day: date,
    *,
    basis: str,
    user: Any,
    decision: CommitteeDecision | None = None,
) -> Mandate:
    """Give the content of a page a mandate. Inside an editorial transaction."""
    mandate = Mandate.objects.create(
        content_id=page.translation_key,
        page_id=page.pk,
        starts_at=start_of(first_day),
        ends_at=end_of(last_day),
        decision=decision,
        basis=basis,
        created_by=user,
    )
    _touch(mandate)
    _log(mandate, "fabrique.mandate_grant", user, basis)
    return mandate


def admit_existing(page: Page, *, first_day: date, last_day: date, basis: str, user: Any = None) -> Mandate:
    """Give a mandate to a portrait that is already there: an import, or ambassadors chosen before this room existed.

    Shape: `basis` names the decision it rests on. A renewal is `renew`: a content has one line of mandates.
    Errors: SelectionRefused for a page that needs no mandate, or whose mandate still runs.
    """

    def work() -> Mandate:
        check_dates(first_day, last_day)
        _require(basis)
        if not needs_admission(page.specific_class) or page.alias_of_id:
            raise SelectionRefused(_("This page needs no mandate."))
        if standing(page.translation_key):
            raise SelectionRefused(_("This company has a mandate: renew it rather."))
        return grant(page, first_day, last_day, basis=basis.strip(), user=user)

    return run_editorial(work)


def renew(mandate: Mandate, *, last_day: date, reason: str, user: Any) -> Mandate:
    """Add a mandate after this one: from its end, or from today if that is past. Errors: SelectionRefused."""

    def work() -> Mandate:
        _require(reason)
        now = database_now()
        running = standing(mandate.content_id)
        end = max((one.ends_at for one in running), default=None)
        first_day = timezone.localtime(end or now).date()
        if end_of(last_day) <= (end or now):
            raise SelectionRefused(
                _("The mandate already runs until %(date)s.") % {"date": date_format(first_day - timedelta(days=1))}
                if end
                else _("This mandate would be over already.")
            )
        starts_at = end or start_of(first_day)
        fresh = Mandate.objects.create(
            content_id=mandate.content_id,
            page_id=mandate.page_id,
            starts_at=starts_at,
            ends_at=end_of(last_day),
            decision=mandate.decision,
            basis=reason.strip(),
            created_by=user,
        )
        _touch(fresh)
        _log(fresh, "fabrique.mandate_renew", user, reason)
        return fresh

    return run_editorial(work)


def shorten(mandate: Mandate, *, last_day: date, reason: str, user: Any) -> Mandate:
    """Let a mandate end sooner, not before today; renewals after it fall away. Errors: SelectionRefused."""

    def work() -> Mandate:
        _require(reason)
        fresh = Mandate.objects.select_for_update().get(pk=mandate.pk)
        end = end_of(last_day)
        if fresh.withdrawn_at is not None or fresh.ends_at <= database_now():
            raise SelectionRefused(_("This mandate is over: there is nothing to shorten."))
        if not max(database_now(), fresh.starts_at) < end < fresh.ends_at:
            raise SelectionRefused(_("Choose a last day from today on, before the present one."))
        before, fresh.ends_at = fresh.ends_at, end
        fresh.save(update_fields=["ends_at"])
        later = [one for one in standing(fresh.content_id) if one.starts_at >= before]
        for one in later:
            _withdraw_row(one, reason, user)
        _touch(fresh)
        _log(fresh, "fabrique.mandate_shorten", user, reason, before=before.isoformat())
        return fresh

    return run_editorial(work)


def withdraw(mandate: Mandate, *, reason: str, user: Any) -> None:
    """Take a company's mandate away now, with every renewal ahead: its portrait leaves every output at this commit.

    Errors: SelectionRefused without a reason, or if nothing runs any more.
    """

    def work() -> None:
        _require(reason)
        running = standing(mandate.content_id)
        if not running:
            raise SelectionRefused(_("This mandate is over: there is nothing to withdraw."))
        for one in running:
            _withdraw_row(one, reason, user)

    run_editorial(work)


def standing(content_id: Any) -> list[Mandate]:
    """Return the mandates of a content that run or will run, oldest first, held until the end of the transaction."""
    rows = Mandate.objects.select_for_update().filter(content_id=content_id, withdrawn_at=None)
    return list(rows.filter(ends_at__gt=database_now()).order_by("starts_at"))


def _withdraw_row(mandate: Mandate, reason: str, user: Any) -> None:
    mandate.withdrawn_at, mandate.withdrawn_reason = database_now(), reason.strip()
    mandate.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _touch(mandate)
    _log(mandate, "fabrique.mandate_withdraw", user, reason)


def _require(reason: str) -> None:
    if not reason.strip():
        raise SelectionRefused(_("Say why: the reason is kept with the mandate."))


def _touch(mandate: Mandate) -> None:
    """Mark every language: the page that the mandate was given for may be gone while its translation stands."""
    for page_id in Page.objects.filter(translation_key=mandate.content_id).values_list("pk", flat=True):
        mark_dirty("page", page_id)


def _log(mandate: Mandate, action: str, user: Any, reason: str, **data: str) -> None:
    details = {"ends_at": mandate.ends_at.isoformat(), "reason": reason.strip(), **data}
    log(mandate, action, user=user, data=details)
    if (page := mandate.page) is not None:
        log(page, action, user=user, data=details)
