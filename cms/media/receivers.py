"""Listens to the rows of this room, so that files never outlive them."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from cms.media.models import Consent, Image, PresetRendition
from cms.media.renditions import follow_image
from cms.media.storages import originals_storage, renditions_storage
from cms.media.tasks import make_renditions_task


def follow_saved_image(sender: type[Image], instance: Image, raw: bool = False, **kwargs: Any) -> None:
    """Keep the names in step with the image, and make its files after commit; fixtures bring their own rows."""
    if not raw and follow_image(instance) and not instance.is_made_on_demand:
        image_id = instance.pk
        transaction.on_commit(lambda: make_renditions_task.enqueue(image_id))


def forget_preset_rendition(sender: type[PresetRendition], instance: PresetRendition, **kwargs: Any) -> None:
    """Remove the file of a name that no longer stands for anything."""
    _delete_on_commit(renditions_storage(), instance.name)


def forget_proofs(sender: type[Model], instance: Image | Consent, **kwargs: Any) -> None:
    """Remove the private papers of an image or a consent that is gone."""
    proof = instance.licence_proof if isinstance(instance, Image) else instance.proof
    if proof and proof.name:
        _delete_on_commit(originals_storage(), proof.name)


def connect() -> None:
    """Attach the receivers; called once the apps are ready."""
    post_save.connect(follow_saved_image, sender=Image, dispatch_uid="media-follow-image")
    post_delete.connect(forget_preset_rendition, sender=PresetRendition, dispatch_uid="media-forget-rendition")
    post_delete.connect(forget_proofs, sender=Image, dispatch_uid="media-forget-image-proof")
    post_delete.connect(forget_proofs, sender=Consent, dispatch_uid="media-forget-consent-proof")


def _delete_on_commit(storage: Storage, name: str) -> None:
    transaction.on_commit(lambda: storage.delete(name))
