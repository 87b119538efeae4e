"""The receipt: who signed what, when, and how to take it back. One shape for the page, the PDF and the mail."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from PIL import ImageFile

from cms.media.models import Image
from cms.signoff.choices import Use
from cms.signoff.records import SignOffRecord
from cms.signoff.wording import Wording, wording

logger = logging.getLogger(__name__)
# WeasyPrint 70 knows no range of weights: one line for each that is used.
_FACES = (
    ("Bricolage Grotesque", "bricolage-grotesque-latin-48pt.woff2", 700),
    ("Source Serif 4", "source-serif-4-latin-wght-normal.woff2", 400),
    ("Source Serif 4", "source-serif-4-latin-wght-normal.woff2", 600),
    ("Spline Sans Mono", "spline-sans-mono-latin.woff2", 400),
    ("Spline Sans Mono", "spline-sans-mono-latin.woff2", 500),
)


@dataclass(frozen=True)
class Signed:
    """One language that was signed: what it was called, and what identifies its content."""

    language: str
    title: str
    digest: str
    revision: int | None

    @property
    def language_name(self) -> str:
        """Name of the language, in the reader's own."""
        return str(get_language_info(self.language)["name_translated"])


@dataclass(frozen=True)
class PhotoAnswer:
    """The answer for one photo, in words."""

    image_id: int
    label: str
    appears: bool
    given: tuple[str, ...]
    denied: tuple[str, ...]


@dataclass(frozen=True)
class Receipt:
    """Everything a receipt says."""

    number: int
    hash: str
    signed_at: datetime
    name: str
    typed_name: str
    email: str
    is_erased: bool
    languages: tuple[Signed, ...]
    photos: tuple[PhotoAnswer, ...]
    wording: Wording
    wording_digest: str

    @property
    def filename(self) -> str:
        """Name of the PDF."""
        return f"bon-a-tirer-{self.number}.pdf"

    @property
    def title(self) -> str:
        """Title of the portrait, in the first language that was signed."""
        return self.languages[0].title if self.languages else ""


def receipt_of(record: SignOffRecord) -> Receipt:
    """Return the receipt of a signature, in the active language."""
    details = record.details
    personal = getattr(record, "personal", None)
    person = personal.values if personal is not None else {}
    said = details["wording"]
    return Receipt(
        number=record.sequence,
        hash=record.hash,
        signed_at=timezone.localtime(record.recorded_at, timezone.get_default_timezone()),
        name=person.get("name", ""),
        typed_name=person.get("typed_name", ""),
        email=person.get("email", ""),
        is_erased=personal is not None and personal.erased_at is not None,
        languages=tuple(
            Signed(language, details["titles"].get(language, ""), digest, details["revisions"].get(language))
            for language, digest in sorted(details["digests"].items(), key=_source_first)
        ),
        photos=tuple(_answers(details["choices"])),
        wording=wording(said["language"], said["version"]),
        wording_digest=said["sha256"],
    )


def scope_in_words(record: SignOffRecord) -> str:
    """Say what a withdrawal took back, in the active language."""
    scope = record.details["scope"]
    if scope["what"] == "all":
        return _("Everything: the portrait, its photos and all their uses")
    use = Use(scope["use"]).label if scope["use"] else ""
    photo = photo_label(scope["image"]) if scope["image"] is not None else ""
    if use and photo:
        return _("%(photo)s: the use “%(use)s”") % {"photo": photo, "use": use}
    if use:
        return _("All photos: the use “%(use)s”") % {"use": use}
    return _("%(photo)s: all uses") % {"photo": photo}


def photo_label(image_id: int) -> str:
    """Return what a photo is called for the person who is seen on it: what it shows, never a file's name."""
    image = Image.objects.filter(pk=image_id).first()
    return image.default_alt if image is not None and image.default_alt else _("Photo no. %d") % image_id


def as_pdf(receipt: Receipt) -> bytes | None:
    """Return the receipt as a tagged PDF, or None where the machine lacks what draws it (Pango): the page remains."""
    try:
        # Loads Pango when imported: not before it is needed, nor where it is missing.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration

        # WeasyPrint lets Pillow take damaged pictures, in the whole process: uploads would then be taken too (70.0).
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    except OSError:
        logger.warning("The receipt could not be made as a PDF: Pango is missing on this machine.")
        return None
    fonts = FontConfiguration()
    styles = [
        CSS(string=_font_faces(), font_config=fonts),
        CSS(filename=_static("signoff/receipt.css"), font_config=fonts),
    ]
    html = render_to_string("signoff/receipt_document.html", {"receipt": receipt})
    # No base address: a document of ours refers to nothing outside itself.
    return bytes(HTML(string=html).write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1"))


def _font_faces() -> str:
    """Return the faces of the site by their place on this machine."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("{Path(_static(f"fonts/{name}")).as_uri()}"); '
        f"font-weight: {weight} }}"
        for family, name, weight in _FACES
    )


def _static(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return found


def title_of(record: SignOffRecord) -> str:
    """Return the title under which a signature was given, in the site's own language if it was shown."""
    titles = sorted(record.details["titles"].items(), key=_source_first)
    return titles[0][1] if titles else ""


def _source_first(entry: tuple[str, Any]) -> tuple[bool, str]:
    return entry[0] != settings.LANGUAGE_CODE, entry[0]


def _answers(choices: list[dict[str, Any]]) -> list[PhotoAnswer]:
    return [
        PhotoAnswer(
            image_id=choice["image"],
            label=photo_label(choice["image"]),
            appears=choice["appears"],
            given=tuple(str(Use(use).label) for use in Use.values if choice["uses"].get(use)),
            denied=tuple(str(Use(use).label) for use in Use.values if not choice["uses"].get(use)),
        )
        for choice in choices
    ]
