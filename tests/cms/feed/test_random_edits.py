"""A random editor: whatever is done in whatever order, the stored feed equals a fresh one at the end."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from ambassadors.models import AmbassadorPage, Cohort
from cms.feed.drain import every_page
from cms.feed.models import FeedClock, FeedDocument, State
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.models import Image
from tests import factories
from tests.cms.feed.follower import Follower

pytestmark = pytest.mark.django_db

# 42 steps at most a run: more than a thousand operations in all. More on request: STATE_MACHINE_RUNS=200.
RUNS = int(os.environ.get("STATE_MACHINE_RUNS", "36"))
STEPS = 42
counted = {"operations": 0}
# Made once: each run begins from them, and takes back what it did to them.
start_of_every_run: list[Any] = []
indexes = st.integers(min_value=0, max_value=10_000)


class Editor(RuleBasedStateMachine):
    """Does what editors do, and what consoles do behind their backs; follows /changes like a partner would."""

    def __init__(self):
        super().__init__()
        from django.db import transaction

        # Read anew: what a run did to the objects of another must not be seen here.
        self.index, self.news, self.cohort, *self.images = (
            type(kept).objects.get(pk=kept.pk) for kept in start_of_every_run
        )
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.follower = Follower(page_size=7)

    def teardown(self):
        from django.db import transaction

        try:
            sweep()
            report = verify_feed()
            assert report.differences == {}, report
            self.follower.catch_up()
            self.follower.assert_is_equal()
            held = FeedDocument.objects.filter(state=State.LIVE)
            assert set(held.values_list("page_id", flat=True)) <= every_page()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def pages(self):
        return list(Page.objects.filter(depth__gte=4).order_by("pk"))

    def pick(self, number, among=None):
        found = self.pages() if among is None else list(among)
        return found[number % len(found)].specific if found else None

    @invariant()
    def clock_is_not_behind(self):
        counted["operations"] += 1
        newest = FeedDocument.objects.order_by("-change").values_list("change", flat=True).first() or 0
        assert newest <= (FeedClock.objects.values_list("change", flat=True).first() or 0)

    @rule(number=indexes, tag=st.sampled_from(["bronze", "bois", "pain"]))
    def add_portrait(self, number, tag):
        if len(self.pages()) < 12:
            factories.ambassador(
                parent=self.index,
                image=self.images[number % 2],
                cohort=self.cohort,
                tags=(tag,),
                is_live=number % 3 > 0,
            )

    @rule(number=indexes)
    def add_article(self, number):
        if len(self.pages()) < 12:
            factories.article(parent=self.news, image=self.images[number % 2])

    @rule(number=indexes, title=st.sampled_from(["Fonderie", "L’Œuvre", "Atelier : deux", "Zinc"]))
    def edit_and_publish(self, number, title):
        page = self.pick(number)
        if page is not None and page.alias_of_id is None:
            with editorial_transaction():
                page.title = title
                page.save_revision().publish()

    @rule(number=indexes)
    def edit_draft(self, number):
        page = self.pick(number)
        if page is not None and page.alias_of_id is None:
            with editorial_transaction():
                page.title = "Brouillon secret"
                page.save_revision()

    @rule(number=indexes)
    def unpublish(self, number):
        page = self.pick(number)
        if page is not None:
            with editorial_transaction():
                page.unpublish()

    @rule(number=indexes)
    def republish(self, number):
        page = self.pick(number)
        if page is not None and page.alias_of_id is None:
            with editorial_transaction():
                page.save_revision().publish()

    @rule(number=indexes)
    def delete(self, number):
        page = self.pick(number)
        if page is not None and number % 3 == 0:
            with editorial_transaction():
                page.delete()

    @rule(number=indexes, slug=st.sampled_from(["un", "deux", "trois", "quatre"]))
    def change_slug(self, number, slug):
        page = self.pick(number)
        if page is None or page.alias_of_id or page.get_siblings(inclusive=False).filter(slug=slug).exists():
            return
        with editorial_transaction():
            page.slug = slug
            page.save_revision().publish()

    @rule(number=indexes)
    def make_alias(self, number):
        page = self.pick(number)
        if page is not None and page.alias_of_id is None and len(self.pages()) < 12:
            with editorial_transaction():
                page.create_alias(update_slug=f"alias-{page.pk}-{number}")

    @rule(number=indexes, everything=st.booleans())
    def restrict(self, number, everything):
        page = self.index if everything else self.pick(number)
        if page is not None:
            with editorial_transaction():
                restriction, _new = PageViewRestriction.objects.get_or_create(
                    page_id=page.pk, restriction_type=PageViewRestriction.GROUPS
                )
                restriction.groups.set(Group.objects.all()[:1])

    @precondition(lambda self: PageViewRestriction.objects.exists())
    @rule()
    def lift_restrictions(self):
        with editorial_transaction():
            for restriction in PageViewRestriction.objects.all():
                restriction.delete()

    @rule(number=indexes, allowed=st.booleans(), field=st.sampled_from(["may_open", "may_site", "is_withdrawn"]))
    def change_rights(self, number, allowed, field):
        image = self.images[number % 2]
        with editorial_transaction():
            fresh = Image.objects.get(pk=image.pk)
            setattr(fresh, field, allowed)
            fresh.save()

    @rule(number=indexes, minutes=st.sampled_from([-5, 30, None]))
    def date_rights(self, number, minutes):
        with editorial_transaction():
            fresh = Image.objects.get(pk=self.images[number % 2].pk)
            fresh.rights_until = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
            fresh.save()

    @rule(number=indexes, minutes=st.sampled_from([-5, 60, None]))
    def date_page(self, number, minutes):
        page = self.pick(number)
        if page is not None:
            with editorial_transaction():
                page.expire_at = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
                page.save()

    @rule(private=st.booleans())
    def restrict_collection(self, private):
        with editorial_transaction():
            root = Collection.get_first_root_node()
            CollectionViewRestriction.objects.filter(collection=root).delete()
            if private:
                CollectionViewRestriction.objects.create(
                    collection=root, restriction_type=CollectionViewRestriction.LOGIN
                )

    @rule(name=st.sampled_from(["Bronze", "bronze d’art"]))
    def rename_tag(self, name):
        tag = Tag.objects.filter(slug="bronze").first()
        if tag is not None:
            with editorial_transaction():
                tag.name = name
                tag.save()

    @rule(year=st.integers(min_value=2000, max_value=2030))
    def edit_cohort(self, year):
        with editorial_transaction():
            cohort = Cohort.objects.get(pk=self.cohort.pk)
            cohort.year = year
            cohort.save()

    @rule(port=st.sampled_from([80, 8000]))
    def change_site(self, port):
        with editorial_transaction():
            site = Site.objects.get()
            site.port = port
            site.save()

    @rule(number=indexes)
    def translate(self, number):
        page = self.pick(number, AmbassadorPage.objects.filter(locale__language_code="fr", alias_of=None))
        if page is not None and not page.has_translation(factories.locale("en")) and len(self.pages()) < 14:
            factories.translate(page)

    @rule(number=indexes, audience=st.sampled_from(["open", "partners", "own"]))
    def narrow_audience(self, number, audience):
        page = self.pick(number)
        if page is not None and hasattr(page, "audience"):
            with editorial_transaction():
                page.audience = audience
                page.save()

    @rule(number=indexes, live=st.booleans())
    def console_behind_our_back(self, number, live):
        page = self.pick(number)
        if page is not None:
            Page.objects.filter(pk=page.pk).update(live=live)
            sweep()

    @rule()
    def a_failure_rolls_back(self):
        before = FeedClock.objects.values_list("change", flat=True).first()
        with pytest.raises(ZeroDivisionError):
            self.save_and_fail()
        assert FeedClock.objects.values_list("change", flat=True).first() == before

    def save_and_fail(self):
        with editorial_transaction():
            self.index.save()
            raise ZeroDivisionError

    @rule()
    def a_partner_catches_up(self):
        self.follower.catch_up()

    @rule()
    def the_minute_passes(self):
        sweep()


@pytest.fixture
def start() -> Iterator[None]:
    """Make what every run of an Editor begins from."""
    index, cohort = factories.ambassador_index(), factories.cohort()
    images = [factories.image(), factories.image(may_open=False)]
    start_of_every_run[:] = [index, factories.news_index(), cohort, *images]
    factories.ambassador(parent=index, image=images[0], cohort=cohort, tags=("bronze",))
    yield
    start_of_every_run.clear()


@pytest.mark.slow
@pytest.mark.usefixtures("start")
def test_a_thousand_random_operations_leave_no_difference():
    counted["operations"] = 0
    run_state_machine_as_test(
        Editor,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=os.environ.get("STATE_MACHINE_SEED") is None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    assert counted["operations"] >= 1_000
