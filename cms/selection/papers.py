"""Files that strangers send: judged by their first bytes, kept where nobody can link to them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cms.media.sniffing import sniff_format
from cms.selection.candidates import Candidate, Paper

MOST_FILES = 3
MOST_BYTES = 5 * 1024 * 1024
# The most that a whole form may weigh before it is turned away unread: every file at its limit, four times over.
MOST_BODY_BYTES = 4 * MOST_FILES * MOST_BYTES
# ISO 32000-1, annex H, implementation note 13: readers accept the header within the first 1024 bytes.
_PDF_HEADER_WITHIN = 1024
MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def kind_of(upload: File) -> str | None:
    """Return "pdf", "jpg" or "png" from the content, or None. The name and the declared type are only claims."""
    upload.seek(0)
    head = upload.read(_PDF_HEADER_WITHIN)
    upload.seek(0)
    if b"%PDF-" in head and not head.lstrip().startswith(b"<"):
        return "pdf"
    return {"JPEG": "jpg", "PNG": "png"}.get(sniff_format(head) or "")


def check_paper(upload: UploadedFile) -> str:
    """Return the kind of a file that may be kept.

    Errors: ValidationError with a sentence that names the file and the way out.
    """
    name = shown_name(upload)
    if not upload.size:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name}, code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("“%(name)s” weighs more than %(limit)s: send a lighter version of it.")
            % {"name": name, "limit": filesizeformat(MOST_BYTES)},
            code="too-heavy",
        )
    kind = kind_of(upload)
    if kind is None:
        raise ValidationError(
            _("“%(name)s” is neither a PDF nor a JPEG or PNG picture: export it as one of these.") % {"name": name},
            code="kind",
        )
    return kind


def shown_name(upload: UploadedFile) -> str:
    """Return the name of a file as it may be repeated: short, printable, without a path."""
    name = (upload.name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[-100:] or "?"


def keep(paper: Paper, upload: UploadedFile) -> None:
    """Put a checked file on a row that is not saved yet; its stored name says nothing but its kind."""
    kind = check_paper(upload)
    paper.file_name, paper.file_bytes = shown_name(upload), upload.size or 0
    paper.file.save(f"paper.{kind}", upload, save=False)


def papers_of(candidate: Candidate) -> list[Paper]:
    """Return every row of a candidate that holds a file."""
    return [*candidate.attachments.all(), *candidate.evidence.exclude(file="")]


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Stops writing a file once it is too heavy, so that a stranger fills no disk; the rest of the form is read on."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Drop what comes after the limit: one byte more is kept, so that the size says that it was too heavy."""
        room = MOST_BYTES + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)
        return None


def bound_uploads(request: HttpRequest) -> None:
    """Read this request's files with the bounded handler alone. Before anything touches its body."""
    handlers: list[FileUploadHandler] = [BoundedUploadHandler(request)]
    request.upload_handlers = handlers  # type: ignore[assignment]


def is_too_heavy(request: HttpRequest) -> bool:
    """Tell whether a form is so heavy that it is not read at all."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > MOST_BODY_BYTES
