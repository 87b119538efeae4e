"""Pictures, files and their collections: edit, replacement, rights, dates, consent, privacy, moves, deletion."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from treebeard.mp_tree import MP_Node
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.models import Consent, Image
from cms.media.uploads import clean_upload
from tests import factories
from tests.feed_walk import NOBODY, Operation, behind_our_back, by_an_editor, operations_of
from tests.feed_world import EVERYONE, World

pytestmark = pytest.mark.django_db
ALL_BLOCKS = "rich_text photo document_links"


def change_image(w: World, **fields: object) -> None:
    image = Image.objects.get(pk=w.image)
    for name, value in fields.items():
        setattr(image, name, value)
    image.save()


class Credit(Operation):
    """The credit is written into the files too: they have new addresses."""

    before, after = ("Photo Anna Petit / CCI Val-de-Marne", True), ("Photo Anna Petit", False)

    def seen(self, w):
        image = w.field("portrait", "image")
        self.first = getattr(self, "first", None) or image["url"]
        return image["credit"], image["url"] == self.first

    def prepare(self, w):
        self.first = None

    def act(self, w):
        change_image(w, credit="Photo Anna Petit")

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(credit="Photo Anna Petit")


class DefaultAlt(Operation):
    before, after = "Une mouleuse démoule une pièce en bronze.", "Le four."

    def seen(self, w):
        return w.field("portrait", "image")["alt"]

    def act(self, w):
        change_image(w, default_alt="Le four.")

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(default_alt="Le four.")


class FocalPoint(Operation):
    before, after = {"x": 0.5, "y": 0.5}, {"x": 0.1, "y": 0.9}

    def seen(self, w):
        return w.field("portrait", "image")["focal_point"]

    def act(self, w):
        change_image(w, focal_point_x=90, focal_point_y=540)

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(focal_point_x=90, focal_point_y=540)


class ReplaceTheFile(Operation):
    before, after = 900, 300

    def seen(self, w):
        return w.field("portrait", "image")["width"]

    def _clean(self):
        return clean_upload(ContentFile(factories.picture_bytes(width=300, height=200)), name="neuf.jpg")

    def act(self, w):
        change_image(w, file=self._clean())

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(width=300, height=200, file_hash="0" * 40)


class TakeFreeReuseAway(Operation):
    before, after = EVERYONE, "partners own"

    def seen(self, w):
        return w.whose_image()

    def act(self, w):
        change_image(w, may_open=False)

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(may_open=False)


class TakePartnersAway(Operation):
    before, after = (EVERYONE, EVERYONE), ("own", EVERYONE)

    def seen(self, w):
        return w.whose_image(), w.whose_image("alias") and w.who("alias")

    def act(self, w):
        change_image(w, may_open=False, may_partners=False)

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(may_open=False, may_partners=False)


class RightsOver(Operation):
    before, after = (EVERYONE, EVERYONE), (NOBODY, EVERYONE)

    def seen(self, w):
        return w.whose_image(), w.who("portrait")

    def act(self, w):
        change_image(w, rights_until=timezone.now() - datetime.timedelta(hours=1))

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(rights_until=timezone.now() - datetime.timedelta(hours=1))


class RightsNotYet(Operation):
    before, after = EVERYONE, NOBODY

    def seen(self, w):
        return w.whose_image()

    def act(self, w):
        change_image(w, rights_from=timezone.now() + datetime.timedelta(hours=1))

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(rights_from=timezone.now() + datetime.timedelta(hours=1))


class Withdraw(Operation):
    before, after = (EVERYONE, EVERYONE), (NOBODY, NOBODY)

    def seen(self, w):
        return w.whose_image(), w.whose_image("alias")

    def act(self, w):
        change_image(w, is_withdrawn=True)

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(is_withdrawn=True)


class SomebodyIsRecognised(Operation):
    before, after = EVERYONE, NOBODY

    def seen(self, w):
        return w.whose_image()

    def act(self, w):
        change_image(w, persons="identified")

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(persons="identified")


class GiveConsent(Operation):
    before, after = NOBODY, "partners own"

    def seen(self, w):
        return w.whose_image()

    def prepare(self, w):
        change_image(w, persons="identified")

    def _consent(self, w):
        return Consent(
            image_id=w.image, person="Nadia", may_site=True, may_partners=True, given_on=datetime.date(2026, 1, 1),
            proof_note="classeur", created_at=timezone.now(),
        )  # fmt: skip

    def act(self, w):
        self._consent(w).save()

    def raw(self, w):
        Consent.objects.bulk_create([self._consent(w)])


class RevokeConsent(Operation):
    before, after = "partners own", NOBODY

    def seen(self, w):
        return w.whose_image()

    def prepare(self, w):
        GiveConsent().prepare(w)
        GiveConsent().act(w)

    def act(self, w):
        consent = Consent.objects.get()
        consent.revoked_at = timezone.now()
        consent.save()

    def raw(self, w):
        Consent.objects.update(revoked_at=timezone.now())


class DeleteConsent(Operation):
    before, after = "partners own", NOBODY

    def seen(self, w):
        return w.whose_image()

    def prepare(self, w):
        RevokeConsent().prepare(w)

    def act(self, w):
        Consent.objects.all().delete()

    def raw(self, w):
        Consent.objects.all()._raw_delete("default")


class DeleteImages(Operation):
    before, after = (EVERYONE, ALL_BLOCKS), (NOBODY, "rich_text document_links")

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def act(self, w):
        Image.objects.filter(pk__in=[w.image, w.inset]).delete()

    def raw(self, w):
        keys = [w.image, w.inset]
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ambassadors_ambassadorpage SET image_id = NULL")
            cursor.execute("DELETE FROM media_presetrendition WHERE image_id IN (%s, %s)", keys)
            cursor.execute("DELETE FROM media_rendition WHERE image_id IN (%s, %s)", keys)
            cursor.execute("DELETE FROM media_image WHERE id IN (%s, %s)", keys)


class AnotherLeadPicture(Operation):
    """The row of the page names another picture; the former one no longer concerns it."""

    before, after = True, False

    def seen(self, w):
        url = w.field("portrait", "image")["url"]
        self.first = getattr(self, "first", None) or url
        return url == self.first

    def prepare(self, w):
        self.first = None

    def act(self, w):
        page = w.page("portrait")
        page.image = Image.objects.get(pk=w.inset)
        page.save_revision().publish()

    def raw(self, w):
        type(w.page("portrait")).objects.filter(pk=w.ids["portrait"]).update(image=w.inset)


class RestrictCollection(Operation):
    before, after = (EVERYONE, EVERYONE), (NOBODY, EVERYONE)

    def seen(self, w):
        return w.whose_image(), w.who("article")

    def act(self, w):
        CollectionViewRestriction.objects.create(collection_id=w.drawer, restriction_type="login")

    def raw(self, w):
        CollectionViewRestriction.objects.bulk_create(
            [CollectionViewRestriction(collection_id=w.drawer, restriction_type="login")]
        )


class RestrictCollectionAbove(Operation):
    """Pictures in the drawers below are private too; a file's restriction is the file's own collection."""

    before, after = (EVERYONE, ALL_BLOCKS), (NOBODY, "rich_text")

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def act(self, w):
        CollectionViewRestriction.objects.create(collection_id=w.shelf, restriction_type="groups")

    def raw(self, w):
        CollectionViewRestriction.objects.bulk_create(
            [CollectionViewRestriction(collection_id=w.shelf, restriction_type="groups")]
        )


class LiftCollectionRestriction(Operation):
    before, after = (NOBODY, "rich_text"), (EVERYONE, ALL_BLOCKS)

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def prepare(self, w):
        RestrictCollectionAbove().act(w)

    def act(self, w):
        CollectionViewRestriction.objects.get().delete()

    def raw(self, w):
        CollectionViewRestriction.objects.all()._raw_delete("default")


class MoveCollectionUnderRestriction(Operation):
    before, after = (EVERYONE, ALL_BLOCKS), (NOBODY, "rich_text")

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def prepare(self, w):
        CollectionViewRestriction.objects.create(collection_id=w.cellar, restriction_type="login")

    def act(self, w):
        Collection.objects.get(pk=w.shelf).move(Collection.objects.get(pk=w.cellar), "sorted-child")

    def raw(self, w):
        MP_Node.move(Collection.objects.get(pk=w.shelf), Collection.objects.get(pk=w.cellar), "sorted-child")


class MoveImageToPrivateCollection(Operation):
    before, after = (EVERYONE, ALL_BLOCKS), (NOBODY, ALL_BLOCKS)

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def prepare(self, w):
        MoveCollectionUnderRestriction().prepare(w)

    def act(self, w):
        change_image(w, collection_id=w.cellar)

    def raw(self, w):
        Image.objects.filter(pk=w.image).update(collection_id=w.cellar)


class MoveImagesInBulk(Operation):
    """What wagtail's bulk action does, `queryset.update`: no signal in an editor's act either."""

    before, after = (EVERYONE, ALL_BLOCKS), (NOBODY, "rich_text document_links")

    def seen(self, w):
        return w.whose_image(), w.blocks()

    def prepare(self, w):
        MoveCollectionUnderRestriction().prepare(w)

    def act(self, w):
        Image.objects.filter(pk__in=[w.image, w.inset]).update(collection_id=w.cellar)

    raw = act


class RenameFile(Operation):
    before, after = "Le guide", "Le guide, 2e édition"

    def seen(self, w):
        return w.field("article", "body")[2]["value"]["files"][0]["title"]

    def act(self, w):
        file = get_document_model().objects.get(pk=w.file)
        file.title = "Le guide, 2e édition"
        file.save()

    def raw(self, w):
        get_document_model().objects.update(title="Le guide, 2e édition")


class DeleteFile(Operation):
    before, after = ALL_BLOCKS, "rich_text photo"

    def seen(self, w):
        return w.blocks()

    def act(self, w):
        get_document_model().objects.get(pk=w.file).delete()

    def raw(self, w):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM wagtaildocs_document WHERE id = %s", [w.file])


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_an_editor_does_it(world: World, operation: Operation) -> None:
    by_an_editor(operation, world)


@pytest.mark.parametrize("operation", operations_of(__name__))
def test_a_script_does_it_behind_our_back(world: World, operation: Operation) -> None:
    behind_our_back(operation, world)
