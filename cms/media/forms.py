"""The questions asked of whoever brings a photo. One form for every door: upload, several at once, chooser, edit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.fields import FileField
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.media.choices import Holding, Persons
from cms.media.uploads import CleanFile, clean_upload

# An answer of the form only, never of a row: it is refused with the explanation.
OTHERWISE = "otherwise"
PROOF_MAX_BYTES = 10 * 1024 * 1024
_PROOF_HEADS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}


class PhotoField(WagtailImageField):
    """Wagtail's image field with our cleaning in the place of its checks."""

    def to_python(self, data: Any) -> CleanFile | None:
        """Return the cleaned picture, and leave nothing else behind the uploaded file either.

        Errors: UploadError.
        """
        upload = FileField.to_python(self, data)
        if upload is None:
            return None
        clean = clean_upload(upload, name=upload.name)
        if isinstance(upload, UploadedFile):
            # Wagtail's uploader for several files keeps request.FILES itself until the questions are answered
            # (wagtail/admin/views/generic/multiple_upload.py, AddView.post).
            _overwrite(upload, clean)
        return clean


class ImageForm(BaseImageForm):
    """Asks first where the photo comes from. What stays unanswered keeps it hidden, and the edit view says so."""

    class Meta(BaseImageForm.Meta):
        widgets = {
            **BaseImageForm.Meta.widgets,
            "holding": forms.RadioSelect,
            "licence_proof": forms.FileInput,
            "licence_proof_note": forms.Textarea(attrs={"rows": 2}),
            # The browser's own picker: Wagtail's needs an inline script where forms arrive by request.
            "rights_from": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "rights_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The model removes the former file after commit; Wagtail would do so at once, even if the request then fails.
        self.original_file = None
        if "file" in self.fields:
            self._ask_for_photo()
        if "holding" in self.fields:
            self._ask_holding()

    def _ask_for_photo(self) -> None:
        old = self.fields["file"]
        photo = PhotoField(label=old.label, required=old.required, widget=old.widget)
        photo.help_text = _("JPEG, PNG, WebP, AVIF or HEIC, at most %(weight)s. Place and camera data are removed.") % {
            "weight": filesizeformat(photo.max_upload_size)
        }
        self.fields["file"] = photo

    def _ask_holding(self) -> None:
        field = self.fields["holding"]
        field.required = True
        field.error_messages["required"] = _(
            "Say first where this photo comes from: one you took, one free of rights, or one under a written agreement."
        )
        field.choices = [*Holding.choices, (OTHERWISE, _("None of these: I found it"))]

    def clean_holding(self) -> str:
        """Refuse a found photo with the reason and the way out.

        Errors: ValidationError.
        """
        holding = self.cleaned_data["holding"]
        if holding == OTHERWISE:
            raise ValidationError(
                _(
                    "A photo found on the web or received without agreement belongs to its author. Ask the author for "
                    "a written agreement, take a photo yourself, or look for one under an open licence."
                ),
                code="otherwise",
            )
        return holding

    def clean_licence_proof(self) -> Any:
        """Check the paper that was attached.

        Errors: ValidationError.
        """
        return check_proof(self.cleaned_data["licence_proof"])


class ConsentForm(WagtailAdminModelForm):
    """One person's consent. Its fields are laid out by the panels of wagtail_hooks.py."""

    def save(self, commit: bool = True) -> Any:
        """Save the consent; a photo that was said to show nobody shows somebody after all."""
        consent = super().save(commit=commit)
        image = consent.image
        if commit and image.persons == Persons.NOBODY:
            # Otherwise nobody would ask for consents, this one's end included.
            image.persons = Persons.IDENTIFIED
            image.save(update_fields=["persons"])
        return consent

    def clean_proof(self) -> Any:
        """Check the paper that was attached.

        Errors: ValidationError.
        """
        return check_proof(self.cleaned_data["proof"])


def check_proof(proof: Any) -> Any:
    """Return an attached paper if it is a PDF, JPEG or PNG of reasonable weight.

    Errors: ValidationError with a sentence that says what to do.
    """
    if not isinstance(proof, UploadedFile):
        return proof
    head = proof.read(16)
    proof.seek(0)
    expected = _PROOF_HEADS.get((proof.name or "").rpartition(".")[2].lower())
    if expected is None or not head.startswith(expected):
        raise ValidationError(_("Attach the agreement as a PDF, or as a JPEG or PNG scan."), code="proof-kind")
    if (proof.size or 0) > PROOF_MAX_BYTES:
        raise ValidationError(
            _("This paper weighs more than %(limit)s: scan it in black and white, or with fewer dots."),
            code="proof-too-heavy",
            params={"limit": filesizeformat(PROOF_MAX_BYTES)},
        )
    return proof


def _overwrite(upload: UploadedFile, clean: CleanFile) -> None:
    """Put the cleaned bytes where the sent ones were, in memory or in the temporary file."""
    sent = upload.file
    if sent is None:
        raise ValueError("The upload was closed before it was cleaned.")
    clean.seek(0)
    sent.seek(0)
    sent.truncate(0)
    sent.write(clean.read())
    sent.flush()
    sent.seek(0)
    clean.seek(0)
    upload.size = clean.size
    upload.name = clean.name
