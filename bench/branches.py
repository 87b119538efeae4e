"""What a change of a whole branch costs: moving it, restricting it, lifting the restriction."""

from __future__ import annotations

from collections.abc import Callable

from wagtail.models import Page, PageViewRestriction

from ambassadors.models import AmbassadorIndexPage
from bench.publishing import Cost, _Watch, catch_up, cost, without_feed
from cms.feed.transaction import editorial_transaction
from home.models import HomePage


def measure_branches(directory: AmbassadorIndexPage, *, times: int) -> list[Cost]:
    """Move and restrict the directory with all its portraits, with the feed and without it."""
    documents = Page.objects.child_of(directory).count()
    home = HomePage.objects.get(locale=directory.locale)
    with editorial_transaction():
        away = HomePage(title="Ailleurs", slug="ailleurs", locale=home.locale)
        Page.objects.get(pk=home.pk).add_child(instance=away)

    def there() -> None:
        _move(directory.pk, away.pk)

    def back() -> None:
        _move(directory.pk, home.pk)

    def restrict() -> None:
        with editorial_transaction():
            PageViewRestriction.objects.create(page_id=directory.pk, restriction_type=PageViewRestriction.LOGIN)

    def lift() -> None:
        with editorial_transaction():
            PageViewRestriction.objects.get(page_id=directory.pk).delete()

    found = [
        _measure("move the branch", documents, directory.pk, there, back, times),
        _measure("restrict the branch", documents, directory.pk, restrict, lift, times),
    ]
    with editorial_transaction():
        Page.objects.get(pk=away.pk).delete()
    return found


def _move(page_id: int, target_id: int) -> None:
    with editorial_transaction():
        Page.objects.get(pk=page_id).specific.move(Page.objects.get(pk=target_id), pos="last-child")


def _measure(
    what: str, documents: int, branch_id: int, do: Callable[[], None], undo: Callable[[], None], times: int
) -> Cost:
    ours, bare = _Watch(), _Watch()
    for _time in range(times):
        ours.time(do)
        ours.time(undo)
        with without_feed():
            bare.time(do)
            bare.time(undo)
        catch_up([branch_id], kind="subtree")
    return cost(what, documents, ours, bare)
