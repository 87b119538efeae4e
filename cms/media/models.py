"""Images with the rights that decide where they may appear, the people seen on them, and the files made from them.

Nothing here judges: rights.py does. Nothing here draws: renditions.py does.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition, get_upload_to
from wagtail.search import index

from cms.media.choices import Holding, Persons, Territory
from cms.media.consents import Consent
from cms.media.fields import OriginalField
from cms.media.licences import ALL_RIGHTS_RESERVED, LICENCE_CHOICES
from cms.media.metadata import Statement, stamp_any
from cms.media.storages import RENDITIONS_PATH, originals_storage, proof_upload_to

__all__ = ["Consent", "Image", "PresetRendition", "Rendition"]


class Image(AbstractImage):
    """A picture, its private original, and what we may do with it. What is unknown is not allowed."""

    # The rows, beside its own, that decide its rights: whoever keeps answers must watch them too.
    rights_relations = ("consents",)

    # Both names would clash with wagtailimages.Image, which stays installed beside ours.
    tags = TaggableManager(verbose_name=_("tags"), help_text=None, blank=True, related_name="+")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    file = OriginalField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        storage=originals_storage,
        width_field="width",
        height_field="height",
    )
    placeholder = models.CharField(max_length=1000, blank=True, editable=False, default="")

    holding = models.CharField(
        _("a photo you took, or free of rights?"),
        max_length=12,
        blank=True,
        choices=Holding.choices,
        help_text=_(
            "Finding a photo on the web gives no right to it. If it is neither yours nor free of rights, ask its "
            "author for a written agreement before you upload it."
        ),
    )
    author = models.CharField(
        _("author"), max_length=200, blank=True, help_text=_("Who took the photo: first and last name, or the agency.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=200,
        blank=True,
        help_text=_("The line shown beside the photo, as its author wishes it: “Anna Petit / CCI Val-de-Marne”."),
    )
    licence = models.CharField(
        _("licence"),
        max_length=40,
        blank=True,
        choices=LICENCE_CHOICES,
        help_text=_("What others may do with it. Own photo not given to free reuse: “All rights reserved”."),
    )
    source_url = models.URLField(
        _("source"),
        max_length=500,
        blank=True,
        help_text=_("Free photo: address of the page that states its licence. Kept for the record, never shown."),
    )
    licence_proof = models.FileField(
        _("proof"),
        blank=True,
        storage=originals_storage,
        upload_to=proof_upload_to,
        help_text=_("The signed assignment or licence, as PDF, JPEG or PNG. Private: only editors can open it."),
    )
    licence_proof_note = models.TextField(
        _("note on the rights"),
        blank=True,
        help_text=_("Where the agreement is kept, what it says, whom to ask. Private."),
    )

    may_site = models.BooleanField(
        _("our site"), default=False, help_text=_("May be shown on our own site and in our own applications.")
    )
    may_partners = models.BooleanField(
        _("partners"), default=False, help_text=_("May be shown on the sites of registered partners.")
    )
    may_open = models.BooleanField(
        _("free reuse"), default=False, help_text=_("May be sent to anyone: open data, feeds, social cards, embeds.")
    )
    may_press = models.BooleanField(_("press"), default=False, help_text=_("May be handed to journalists."))
    may_print = models.BooleanField(
        _("print"), default=False, help_text=_("May be printed: brochures, posters, stands.")
    )
    may_social = models.BooleanField(
        _("social networks"), default=False, help_text=_("May be posted on our accounts on social networks.")
    )
    territory = models.CharField(
        _("territory"),
        max_length=10,
        blank=True,
        choices=Territory.choices,
        default=Territory.WORLD,
        help_text=_("Where the agreement allows us to show it. Free reuse needs the whole world."),
    )
    rights_from = models.DateTimeField(
        _("rights begin"), null=True, blank=True, help_text=_("Empty: they have begun. The photo is hidden before.")
    )
    rights_until = models.DateTimeField(
        _("rights end"),
        null=True,
        blank=True,
        help_text=_("From this instant the photo is shown nowhere. Empty: the rights have no end."),
    )

    persons = models.CharField(
        _("people in the photo"),
        max_length=12,
        choices=Persons.choices,
        default=Persons.UNKNOWN,
        help_text=_("Somebody can be recognised: add the consent of each person after saving, at the top of the page."),
    )
    default_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What one sees, for those who cannot: “A moulder takes a bronze piece out of its mould.”"),
    )
    is_withdrawn = models.BooleanField(
        _("withdrawn"),
        default=False,
        help_text=_("Takes the photo down everywhere at once and deletes the files made from it."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    # Not stored: set before a save, it leaves the files to the door (views.py), which makes each when first asked.
    is_made_on_demand = False

    admin_form_fields = (
        "holding",
        "file",
        "title",
        "default_alt",
        "author",
        "credit",
        "licence",
        "source_url",
        "licence_proof",
        "licence_proof_note",
        "may_site",
        "may_partners",
        "may_open",
        "may_press",
        "may_print",
        "may_social",
        "territory",
        "rights_from",
        "rights_until",
        "persons",
        "is_withdrawn",
        "description",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [*AbstractImage.search_fields, index.SearchField("author"), index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """The text Wagtail proposes: never the title, which often is a file name."""
        return self.default_alt

    @property
    def statement(self) -> Statement:
        """What every file made from this image says about it."""
        return Statement(author=self.author, credit=self.credit, licence=self.licence)

    def generate_rendition_file(self, filter: Any, *, source: File | None = None) -> File:  # noqa: A002 (Wagtail's name)
        """Make a file for the admin or a rich text as Wagtail does, with author, credit and licence inside."""
        made = super().generate_rendition_file(filter, source=source)
        made.seek(0)
        return ContentFile(stamp_any(made.read(), self.statement), name=made.name)

    def get_upload_to(self, filename: str) -> str:
        """Return a name nobody can guess: that of an original must not follow from anything public."""
        return f"originals/{secrets.token_hex(16)}.{filename.rpartition('.')[2]}"

    def clean(self) -> None:
        """Refuse statements that contradict each other.

        Errors: ValidationError naming the field. Missing knowledge is no error: it only keeps the photo hidden.
        """
        errors: dict[str, Any] = {}
        if self.holding == Holding.FREE and self.licence == ALL_RIGHTS_RESERVED:
            errors["licence"] = _("A photo free of rights has an open licence: choose which, from its source page.")
        if self.may_open and not self.may_partners:
            errors["may_open"] = _("Free reuse includes our partners: tick “partners” too.")
        if self.may_partners and not self.may_site:
            errors["may_partners"] = _("A photo for our partners is also for our site: tick “our site” too.")
        if self.rights_from and self.rights_until and self.rights_until <= self.rights_from:
            errors["rights_until"] = _("The rights end before they begin: correct one of the two dates.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the cleaned original before the row. The files made from it follow by signal, see receivers.py."""
        if self.file and not self.file._committed:
            # Before the row, not within: width, height, hash and placeholder come from the cleaned file.
            self.file.save(self.file.name, self.file.file, save=False)
            if kwargs.get("update_fields") is not None:
                facts = {"file", "width", "height", "file_hash", "file_size", "placeholder"}
                kwargs["update_fields"] = {*kwargs["update_fields"], *facts}
        if not self.is_withdrawn:
            self.withdrawn_at = None
        elif self.withdrawn_at is None:
            self.withdrawn_at = timezone.now()
        former = type(self).objects.filter(pk=self.pk).values_list("file", flat=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if former and former != self.file.name:
            storage = self.file.storage
            transaction.on_commit(lambda: storage.delete(former))


class Rendition(AbstractRendition):
    """A file Wagtail made for the admin or a rich text. Same door, same storage as the presets."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        """Return a name nobody can guess, and from which no original's name follows."""
        return f"{secrets.token_hex(16)}.{filename.rpartition('.')[2]}"

    @property
    def url(self) -> str:
        """Address behind the door, whatever the storage."""
        return f"{RENDITIONS_PATH}{self.file.name}"


class PresetRendition(models.Model):
    """Which image and preset a public file name stands for. Written with the image, so that the door can look it up."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="preset_renditions")
    name = models.CharField(max_length=50, unique=True)
    preset = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    format = models.CharField(max_length=5)

    # No editor refers to these rows.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
