"""Makes every missing preset file, for instance after a restore or a change of SECRET_KEY or of the presets."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.media.models import Image
from cms.media.renditions import follow_image, make_renditions


class Command(BaseCommand):
    """Entry point; see the module."""

    help = "Make the preset renditions that are missing. Can be run again: what exists is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk all images; one damaged original does not stop the others, but the command then fails."""
        written, failed = 0, []
        for image in Image.objects.order_by("pk").iterator(chunk_size=100):
            follow_image(image)
            try:
                written += len(make_renditions(image))
            except OSError as error:
                failed.append(f"{image.pk}: {error.__class__.__name__}")
        self.stdout.write(_("%(written)d file(s) made.") % {"written": written})
        if failed:
            raise CommandError(_("These images have no readable original: %(list)s") % {"list": ", ".join(failed)})
