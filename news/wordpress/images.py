"""Finds the files of the media library in a folder, and makes images of them. Their rights stay unknown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from cms.feed.transaction import editorial_transaction
from cms.media.services import image_from_bytes
from cms.media.uploads import clean_upload
from news.wordpress import markup
from news.wordpress.items import Attachment, bare_url, without_size
from news.wordpress.models import ImportedItem, Status
from news.wordpress.pieces import Issue, Picture
from news.wordpress.report import Line, Outcome

# Stands for an image that a dry run would have made.
PLANNED = -1


class MediaFolder:
    """A copy of `wp-content/uploads`, whole or flattened. Never gives a file from outside itself."""

    def __init__(self, root: Path | None) -> None:
        self.is_absent = root is None
        self._by_path: dict[str, Path] = {}
        self._by_name: dict[str, list[Path]] = {}
        for path in _files(root) if root else ():
            self._by_path[path.relative_to(root).as_posix().lower()] = path  # type: ignore[arg-type]
            self._by_name.setdefault(path.name.lower(), []).append(path)

    def find(self, url: str, stored_path: str = "") -> Path | None:
        """Return the file an address means: the longest matching path first, then a name that only one file has."""
        parts = [part for part in unquote(urlsplit(url).path).lower().split("/") if part not in ("", ".", "..")]
        tails = ["/".join(parts[start:]) for start in range(len(parts))]
        # A resized copy stands for its original only if the copy itself is not there.
        for candidate in [stored_path.lower(), *tails, *map(without_size, tails)]:
            if candidate in self._by_path:
                return self._by_path[candidate]
        for name in [parts[-1], without_size(parts[-1])] if parts else []:
            named = self._by_name.get(name, [])
            if len(named) == 1:
                return named[0]
        return None


def _files(root: Path) -> Iterator[Path]:
    for folder, _folders, names in os.walk(root, followlinks=False):
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink():
                yield path


class ImageLibrary:
    """The images of one import: made before, made now, or missing."""

    def __init__(self, folder: MediaFolder, *, is_dry_run: bool) -> None:
        self.folder, self.is_dry_run = folder, is_dry_run
        self.lines: list[Line] = []
        self._ids: dict[str, int | None] = {}
        self._known: set[str] = set()
        for item in ImportedItem.objects.filter(status=Status.IMAGE):
            self._known.add(item.key)
            self._ids[item.key] = item.image_id

    def image_id(self, picture: Picture) -> int | None:
        """Return the image for a picture of a text, made now if its file is there; None if there is none."""
        key = _key(picture.attachment, picture.url)
        if key not in self._ids:
            if picture.attachment is None and picture.url:
                self.bring_in(key, picture.url, title=picture.alt, alt=picture.alt)
            else:
                return None
        return self._ids.get(key)

    def was_brought_in(self, picture: Picture) -> bool:
        """Tell whether a picture has an image, or had one that a person has deleted since."""
        key = _key(picture.attachment, picture.url)
        return self.image_id(picture) is not None or key in self._known

    def bring_in_attachment(self, attachment: Attachment, *, source: str, source_hash: str) -> Line:
        """Make an image of a file of the media library, or say why not."""
        return self.bring_in(
            _key(attachment, attachment.url),
            attachment.url,
            title=attachment.title,
            alt=attachment.alt,
            description=markup.plain_text(attachment.caption),
            stored_path=attachment.stored_path,
            source=source,
            source_hash=source_hash,
        )

    def bring_in(
        self,
        key: str,
        url: str,
        *,
        title: str,
        alt: str,
        description: str = "",
        stored_path: str = "",
        source: str = "",
        source_hash: str = "",
    ) -> Line:
        """Make an image of the file an address means, once; list what happened."""
        line = Line("attachment" if source else "file", key, markup.plain_text(title) or url, Outcome.KEPT)
        self.lines.append(line)
        if key in self._known:
            line.outcome = Outcome.UNCHANGED if self._ids.get(key) else Outcome.REMOVED_HERE
            return line
        self._ids[key] = None
        path = self.folder.find(url, stored_path)
        if path is None and self.folder.is_absent and ImportedItem.objects.filter(key=key).exists():
            # Nothing new is known of it without a folder: what the last run found stands.
            line.issues.append(
                Issue("missing_file", _("Its file was not brought in before, and no media folder is given."), url)
            )
            return line
        if path is None:
            line.issues.append(Issue("missing_file", _("Its file is not in the media folder."), url))
        else:
            self._make(line, path, title=line.title, alt=alt, description=description, url=url)
        self._remember(line, source=source, source_hash=source_hash)
        return line

    def _make(self, line: Line, path: Path, *, title: str, alt: str, description: str, url: str) -> None:
        try:
            data = path.read_bytes()
            if self.is_dry_run:
                clean_upload(ContentFile(data), name=None)
                self._ids[line.key] = PLANNED
            else:
                with editorial_transaction():
                    image = image_from_bytes(
                        data,
                        name=path.name,
                        title=title[:255],
                        check_name=False,
                        default_alt=alt[:250],
                        description=description[:255],
                        licence_proof_note=_("Brought in from WordPress, rights not stated: %s") % url,
                    )
                self._ids[line.key] = image.pk
            line.outcome, line.is_change = Outcome.IMAGE, True
        except ValidationError as error:
            line.issues.append(Issue("refused_file", " ".join(error.messages), path.name))
        except OSError as error:
            line.outcome = Outcome.FAILED
            line.issues.append(Issue("unreadable_file", _("Its file could not be read: %s.") % error, path.name))

    def _remember(self, line: Line, *, source: str, source_hash: str) -> None:
        image_id = self._ids[line.key]
        if image_id is not None:
            self._known.add(line.key)
        status = Status.IMAGE if image_id is not None else Status.KEPT
        line.is_change = remember(
            line, status=status, source=source, source_hash=source_hash, is_dry_run=self.is_dry_run, image_id=image_id
        )


def remember(
    line: Line, *, status: str, source: str, source_hash: str, is_dry_run: bool, image_id: int | None = None
) -> bool:
    """Keep an item with its source and reasons; return whether that changed anything."""
    values = {
        "kind": line.kind,
        "title": line.title[:255],
        "status": status,
        "reasons": line.reasons(),
        "source": source,
        "source_hash": source_hash,
        "image_id": image_id,
    }
    existing = ImportedItem.objects.filter(key=line.key).first()
    if existing is not None and all(getattr(existing, name) == value for name, value in values.items()):
        return False
    if not is_dry_run:
        ImportedItem.objects.update_or_create(key=line.key, defaults=values)
    return True


def _key(attachment: Attachment | None, url: str) -> str:
    return f"file:{bare_url(attachment.url if attachment else url)}"[:500]
