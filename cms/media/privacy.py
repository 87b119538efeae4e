"""What this room knows about people: those seen on photos, who took them, who uploaded them. Registered from above."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.media.models import Consent, Image
from cms.media.storages import originals_storage

# What stands in the place of a name once the person has asked for it to go.
ERASED = "[effacé]"


def normal(name: str) -> str:
    """Return a name as rights.py compares them: without regard to case and spaces."""
    return " ".join(name.casefold().split())


def mentions(text: str, names: Iterable[str]) -> bool:
    """Tell whether a text says one of the names, as whole words."""
    said = normal(text)
    return any(re.search(rf"(?<!\w){re.escape(normal(name))}(?!\w)", said) for name in names if name.strip())


def without(text: str, names: Iterable[str]) -> str:
    """Return a text with each name blotted out, whatever its case and its spaces."""
    for name in sorted((name for name in names if name.strip()), key=len, reverse=True):
        words = r"\s+".join(re.escape(word) for word in name.split())
        text = re.sub(rf"(?<!\w){words}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return text


def consents_of(names: Collection[str]) -> list[Consent]:
    """Return the consents that name somebody: as the person seen, or as a parent."""
    wanted = {normal(name) for name in names if name.strip()}
    rows = Consent.objects.select_related("image").order_by("pk")
    return [row for row in rows if wanted & {normal(row.person), normal(row.parent_1), normal(row.parent_2)}]


def images_naming(names: Collection[str]) -> list[Image]:
    """Return the images whose own words name somebody: author, credit, title, texts, notes."""
    if not names:
        return []
    said = Q()
    for name in names:
        # The last word is the least likely to be written in another way; `mentions` then decides.
        word = name.split()[-1] if name.split() else name
        for field in _WORDS:
            said |= Q(**{f"{field}__icontains": word})
    rows = Image.objects.filter(said).order_by("pk")
    return [row for row in rows if any(mentions(getattr(row, field), names) for field in _WORDS)]


_WORDS = ("author", "credit", "title", "default_alt", "description", "licence_proof_note")


def export_of(names: Collection[str]) -> list[dict[str, Any]]:
    """Return everything this room knows about somebody, files by name."""
    found: list[dict[str, Any]] = [
        {
            "kind": "consent",
            "id": row.pk,
            "image": {"id": row.image_id, "title": row.image.title, "file": row.image.file.name},
            "person": row.person,
            "uses": [
                use for use in ("site", "partners", "open", "press", "print", "social") if getattr(row, f"may_{use}")
            ],
            "given_on": row.given_on,
            "until": row.consent_until,
            "revoked_at": row.revoked_at,
            "is_minor": row.is_minor,
            "parents": [name for name in (row.parent_1, row.parent_2) if name],
            "proof_file": row.proof.name if row.proof else "",
            "proof_note": row.proof_note,
        }
        for row in consents_of(names)
    ]
    found += [
        {
            "kind": "image",
            "id": row.pk,
            "file": row.file.name,
            **{field: getattr(row, field) for field in _WORDS if mentions(getattr(row, field), names)},
        }
        for row in images_naming(names)
    ]
    return found


def withdraw_pictures_of(names: Collection[str]) -> list[Image]:
    """Withdraw every picture on which somebody is recorded as recognisable; returns them. No byte is touched."""
    wanted = {normal(name) for name in names if name.strip()}
    ids = {row.image_id for row in consents_of(names) if normal(row.person) in wanted}
    shown = list(Image.objects.filter(pk__in=ids).order_by("pk"))
    for image in shown:
        if not image.is_withdrawn:
            image.is_withdrawn = True
            image.save(update_fields=["is_withdrawn", "withdrawn_at"])
    return shown


def delete_original(image: Image) -> None:
    """Remove the file of a withdrawn image after commit; its row stays, so that pages still know what they showed.

    Errors: ValueError for an image that is still shown.
    """
    if not image.is_withdrawn:
        raise ValueError(f"Image {image.pk} is not withdrawn.")
    _delete_on_commit(originals_storage(), image.file.name)


def erase_consents(names: Collection[str]) -> int:
    """Empty the consents that name somebody, end them and remove the signed papers; returns how many."""
    wanted = {normal(name) for name in names if name.strip()}
    rows = consents_of(names)
    for row in rows:
        if normal(row.person) in wanted:
            row.person = ERASED
            row.revoked_at = row.revoked_at or timezone.now()
        for field in ("parent_1", "parent_2"):
            if normal(getattr(row, field)) in wanted or row.person == ERASED:
                setattr(row, field, ERASED if getattr(row, field) else "")
        if row.proof:
            _delete_on_commit(originals_storage(), str(row.proof.name))
        row.proof, row.proof_note = "", ""
        row.save()
    return len(rows)


def erase_words(names: Collection[str]) -> int:
    """Blot somebody out of titles, descriptions and notes of images; authors and credits stay, as the law asks."""
    count = 0
    for image in images_naming(names):
        changed = []
        for field in ("title", "default_alt", "description", "licence_proof_note"):
            text = getattr(image, field)
            if mentions(text, names):
                setattr(image, field, without(text, names))
                changed.append(field)
        if changed:
            image.save(update_fields=changed)
            count += 1
    return count


def _delete_on_commit(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))
