"""The one gate to the originals: nothing is written there that was not cleaned, by whatever way it came."""

from django.core.files.base import File
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.media.uploads import CleanFile, clean_upload


class OriginalFieldFile(WagtailImageFieldFile):
    """A stored original. Wagtail's forms, its two-step uploader, imports and plain assignments all end in `save`."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Clean, then store, and note on the image what follows from the bytes.

        Errors: UploadError (a ValidationError) with a sentence for the person who sends the file.
        """
        clean = content if isinstance(content, CleanFile) else clean_upload(content, name=None)
        self.instance.file_hash = clean.sha1
        self.instance.file_size = clean.size
        self.instance.placeholder = clean.placeholder
        clean.seek(0)
        super().save(clean.name, clean, save=save)


class OriginalField(WagtailImageField):
    """An image field whose files are cleaned and private."""

    attr_class = OriginalFieldFile
