"""Background work of the media room. A message is a wake-up only: the rows say what there is to do."""

from django_tasks import task

from cms.media.models import Image
from cms.media.renditions import make_renditions


@task()
def make_renditions_task(image_id: int) -> int:
    """Make the missing files of an image; return how many were written.

    Errors: those of make_renditions; the door makes a missing file when it is first asked for.
    """
    image = Image.objects.filter(pk=image_id).first()
    return 0 if image is None else len(make_renditions(image))
