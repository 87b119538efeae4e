"""Ambassadors by the thousand: rows written in bulk, then made public by the product's own rebuild.

All have the same weight: about 3 KB of story, a picture of their own with its rights, three tags, two commitments.
"""

from __future__ import annotations

import io
import time
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from modelsearch.backends import get_search_backend
from PIL import Image as Picture
from taggit.models import Tag
from wagtail.models import Page

from ambassadors.commitments import Commitment
from ambassadors.models import AmbassadorCommitment, AmbassadorIndexPage, AmbassadorPage, AmbassadorTag, Cohort
from bench import content
from cms.feed.models import DirtyMark
from cms.feed.rebuild import rebuild_feed
from cms.feed.statistics import refresh_statistics
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from cms.media.services import image_from_bytes
from home.models import HomePage

BATCH = 500


@dataclass(frozen=True)
class Grown:
    """How long it took to grow the site. Units: milliseconds per new page."""

    pages: int
    import_ms: float
    rebuild_ms: float


def grow(directory: AmbassadorIndexPage, wanted: int) -> Grown:
    """Add portraits until the directory holds as many as wanted, and bring the feed in step."""
    known = Page.objects.child_of(directory).count()
    started = time.perf_counter()
    with transaction.atomic():
        for first in range(known, wanted, BATCH):
            _add(directory, range(first, min(first + BATCH, wanted)))
        Page.objects.filter(pk=directory.pk).update(numchild=wanted)
        # The rows were written past every door: the rebuild below takes the place of their marks.
        DirtyMark.objects.all().delete()
    imported = time.perf_counter()
    rebuild_feed(force=True)
    # As the sweeper would have done within the minute.
    refresh_statistics()
    new = max(wanted - known, 1)
    return Grown(wanted, (imported - started) * 1e3 / new, (time.perf_counter() - imported) * 1e3 / new)


def make_directory() -> AmbassadorIndexPage:
    """Publish the directory under the first page, and make what all portraits share."""
    home = HomePage.objects.get(locale__language_code="fr")
    with editorial_transaction():
        directory = AmbassadorIndexPage(title="Les ambassadeurs", slug="ambassadeurs", locale=home.locale, live=False)
        Page.objects.get(pk=home.pk).add_child(instance=directory)
        directory.save_revision().publish()
        Cohort.objects.create(slug="les-vingt-premiers", name="Les vingt premiers", year=2024, locale=home.locale)
        Tag.objects.bulk_create(
            Tag(name=name.title(), slug=slugify(name)) for name in (*content.TAGS, content.SOUGHT_TAG)
        )
        data = io.BytesIO()
        Picture.new("RGB", (900, 600), "#b42a15").save(data, "JPEG")
        image_from_bytes(
            data.getvalue(), name="four.jpg", title="Four", is_made_on_demand=True, holding="own", author="Anna Petit",
            credit="Photo Anna Petit", licence="CC-BY-4.0", may_site=True, may_partners=True, may_open=True,
            persons="nobody", default_alt="Une mouleuse démoule une pièce en bronze.",
        )  # fmt: skip
    return AmbassadorIndexPage.objects.get(pk=directory.pk)


def _add(directory: AmbassadorIndexPage, numbers: range) -> None:
    cohort_id = Cohort.objects.values_list("pk", flat=True)[0]
    images = Image.objects.bulk_create(content.pictures(numbers))
    pages = [content.page(directory, number, image, cohort_id) for number, image in zip(numbers, images, strict=True)]
    bases = [Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
             for page in pages]  # fmt: skip
    for page, base in zip(pages, Page.objects.bulk_create(bases), strict=True):
        page.pk = page.page_ptr_id = page.id = base.pk
    # bulk_create() refuses models with a parent table: this is what it does for the table of their own columns.
    AmbassadorPage._base_manager.all()._batched_insert(pages, AmbassadorPage._meta.local_concrete_fields, BATCH)
    tags = dict(Tag.objects.values_list("slug", "pk"))
    AmbassadorTag.objects.bulk_create(
        AmbassadorTag(content_object_id=page.pk, tag_id=tags[slug])
        for page, number in zip(pages, numbers, strict=True)
        for slug in content.tags(number)
    )
    AmbassadorCommitment.objects.bulk_create(
        AmbassadorCommitment(
            page_id=page.pk, kind=kind, evidence="Neuf salariés sur douze habitent à côté.", sort_order=place,
            locale_id=page.locale_id, translation_key=uuid.uuid4(),
        )
        for page, number in zip(pages, numbers, strict=True)
        for place, kind in enumerate((Commitment.values[number % 8], Commitment.values[(number + 3) % 8]))
    )  # fmt: skip
    get_search_backend().get_index_for_model(AmbassadorPage).add_items(AmbassadorPage, pages)
