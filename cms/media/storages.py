"""Where the files lie. Originals have no address at all; renditions have one door, cms.media.views."""

import os
import secrets

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.utils.deconstruct import deconstructible

# The one door to the files made from originals, mounted by the roof; see views.py.
RENDITIONS_PATH = "/media/renditions/"


@deconstructible(path="cms.media.storages.PrivateFileSystemStorage")
class PrivateFileSystemStorage(FileSystemStorage):
    """Files nobody can link to.

    `base_url=None` is not enough: FileSystemStorage then falls back to MEDIA_URL (django/core/files/storage/
    filesystem.py, `base_url`).
    """

    def url(self, name: str | None) -> str:
        """Refuse: a private file has no address.

        Errors: ValueError, always, which is what Django documents for a file that cannot be reached by URL.
        """
        raise ValueError("This file is private and has no address.")


@deconstructible(path="cms.media.storages.RenditionFileSystemStorage")
class RenditionFileSystemStorage(FileSystemStorage):
    """Files whose name follows from their content: written in one move, so that no reader sees half of one."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Keep the name: an existing file of that name has the same content."""
        return name

    def _save(self, name: str, content: File) -> str:
        partial = super()._save(f"{name}.{secrets.token_hex(8)}.part", content)  # type: ignore[misc]
        os.replace(self.path(partial), self.path(name))
        return name


def originals_storage() -> Storage:
    """Return the private storage of originals and proofs (a function, so that migrations hold no path)."""
    return storages["originals"]


def renditions_storage() -> Storage:
    """Return the storage of everything that was made from an original."""
    return storages["renditions"]


def proof_upload_to(instance: models.Model, filename: str) -> str:
    """Return a name nobody can guess, keeping only the kind of file."""
    extension = filename.rpartition(".")[2].lower()
    return f"proofs/{secrets.token_hex(16)}.{extension if extension in {'pdf', 'jpg', 'jpeg', 'png'} else 'bin'}"
