"""Shows every state of the workflow: pages under way, each brought there by people and services of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Page

from ambassadors.models import AmbassadorPage
from cms.demo.content import Entry, read
from cms.demo.decided import admit, know_whom_to_ask, publish_decided
from cms.demo.pages import ambassador_page, article_page
from cms.demo.pictures import photo_of_a_person, photo_without_credit
from cms.demo.shelf import Shelf, locales
from cms.demo.tree import demo_page, was_added
from cms.feed.transaction import editorial_transaction
from cms.releases import composing
from cms.releases.models import Release
from cms.signoff.agreements import Choice, photos_to_ask
from cms.signoff.choices import Purpose, Use
from cms.signoff.deciding import sign
from cms.signoff.inviting import invite, new_link
from cms.signoff.opening import find_link
from cms.signoff.requests import SignOffRequest
from cms.signoff.withdrawing import Scope, withdraw
from cms.signoff.wording import wording
from cms.workflow.states import BoundTaskState
from cms.workflow.working_days import add_working_days

DAYS_LATE = 6
RELEASE = "Le défi 2027"


def load_states(shelf: Shelf) -> int:
    """Add the pages under way that were never added; return how many."""
    steps: list[tuple[str, str, Callable[[Any, Shelf], Any]]] = [
        ("portraits_under_way", "ferronnerie-des-trois-moulins", _leave_a_draft_without_credit),
        ("portraits_under_way", "vinaigrerie-du-coteau", _wait_for_the_signature),
        ("portraits_under_way", "reliure-saint-maurice", _wait_for_the_publication),
        ("portraits_under_way", "passementerie-bertin", _withdraw),
        ("news_under_way", "sept-ateliers-ouvrent-leurs-portes", _be_late_in_review),
        ("news_under_way", "le-defi-est-ouvert", _approve),
        ("news_under_way", "ce-que-le-defi-cherche", _submit),
    ]
    added = sum(_add(kind, name, go_on, shelf) for kind, name, go_on in steps)
    _prepare_a_release(shelf)
    return added


def _add(kind: str, name: str, go_on: Callable[[Any, Shelf], Any], shelf: Shelf) -> int:
    entry = read(kind, name)
    is_portrait = kind == "portraits_under_way"
    parent = demo_page("pages", "ambassadors" if is_portrait else "news")
    if parent is None or was_added(entry.key, "fr"):
        return 0
    with editorial_transaction(), LogContext(user=shelf.writer):
        page = _made(entry, shelf, is_portrait=is_portrait)
        page.locale, page.live = locales()["fr"], False
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision(user=shelf.writer)
    go_on(_fresh(page), shelf)
    return 1


def _made(entry: Entry, shelf: Shelf, *, is_portrait: bool) -> Any:
    page: Any = ambassador_page(entry, shelf) if is_portrait else article_page(entry, shelf)
    # It has not been published: no date stands in for that.
    page.first_published_at = None
    if is_portrait:
        page.image = photo_of_a_person(entry.head["drawing"], entry.head["leader"], entry.head["alt"])
    return page


def _fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def _submit(page: Page, shelf: Shelf) -> None:
    with editorial_transaction(), LogContext(user=shelf.writer):
        page.get_workflow().start(page, shelf.writer)


def _approve(page: Page, shelf: Shelf) -> None:
    """Let the reviewer approve; what a machine decides follows by itself."""
    _submit(page, shelf)
    with editorial_transaction(), LogContext(user=shelf.reviewer):
        state = _fresh(page).current_workflow_task_state
        state.task.specific.on_action(state, shelf.reviewer, "approve", comment="Relu, rien à reprendre.")


def _leave_a_draft_without_credit(page: AmbassadorPage, shelf: Shelf) -> None:
    page.image = photo_without_credit("keys")
    with editorial_transaction(), LogContext(user=shelf.writer):
        page.save_revision(user=shelf.writer)


def _wait_for_the_signature(page: AmbassadorPage, shelf: Shelf) -> None:
    admit(page, shelf)
    know_whom_to_ask(page)
    _approve(page, shelf)
    invite(page, shelf.writer)


def _wait_for_the_publication(page: AmbassadorPage, shelf: Shelf) -> str:
    """Sign as the person portrayed would; return the token of their receipt."""
    _wait_for_the_signature(page, shelf)
    request = SignOffRequest.objects.filter(content_id=page.translation_key).latest("pk")
    link = find_link(new_link(request, Purpose.PROOF))
    if link is None:
        raise LookupError("A link that was just made opens nothing.")
    yes = dict.fromkeys(Use.values, True)
    choices = [Choice(image_id=photo.pk, appears=True, uses=yes) for photo in photos_to_ask(request)]
    _record, token = sign(link, typed_name=page.leader_name, choices=choices, wording=wording("fr"))
    return token


def _withdraw(page: AmbassadorPage, shelf: Shelf) -> None:
    """Publish a portrait, then let the person portrayed take their agreement back."""
    token = _wait_for_the_publication(page, shelf)
    with editorial_transaction():
        publish_decided(_fresh(page).get_latest_revision(), shelf)
    link = find_link(token)
    if link is None:
        raise LookupError("The link of a receipt opens nothing.")
    withdraw(link, Scope("all"))


def _be_late_in_review(page: Page, shelf: Shelf) -> None:
    _submit(page, shelf)
    today = timezone.localdate()
    state = _fresh(page).current_workflow_task_state
    # As if it had been submitted two weeks ago.
    BoundTaskState.objects.filter(pk=state.pk).update(
        due_on=add_working_days(today - timedelta(days=DAYS_LATE), 0),
        started_at=timezone.now() - timedelta(days=2 * DAYS_LATE),
    )


def _prepare_a_release(shelf: Shelf) -> None:
    """Prepare two articles that go out together; a person who removed the release does not find it again."""
    pages = [demo_page("news_under_way", name) for name in ("le-defi-est-ouvert", "ce-que-le-defi-cherche")]
    waiting = [page for page in pages if page is not None and not page.live]
    if len(waiting) < len(pages) or Release.objects.filter(name=RELEASE).exists():
        return
    with editorial_transaction(), LogContext(user=shelf.writer):
        composing.create(
            name=RELEASE,
            note="Les deux articles paraissent ensemble, le jour de l’ouverture du défi.",
            user=shelf.writer,
            pages=waiting,
        )
