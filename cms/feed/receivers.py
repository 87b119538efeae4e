"""Wagtail's and Django's signals → dirty marks. Handlers never serialise."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import page_published

from cms.feed import translations, triggers
from cms.feed.sources import Source, all_sources
from cms.feed.transaction import PublicationRefused, mark_dirty


def connect() -> None:
    """Connect every watched model. Called once, when all apps are ready."""
    for source in all_sources():
        # The closure is kept alive by `weak=False`.
        receiver = _marker(source)
        uid = f"feed:{source.model._meta.label}"
        post_save.connect(receiver, sender=source.model, dispatch_uid=f"{uid}:save", weak=False)
        post_delete.connect(receiver, sender=source.model, dispatch_uid=f"{uid}:delete", weak=False)
    page_published.connect(record_translation, dispatch_uid="feed:record_translation")
    post_migrate.connect(_install_triggers, dispatch_uid="feed:triggers")


def _marker(source: Source) -> Any:
    quiet = source.ignored

    def receive(
        sender: type[Model],
        instance: Model,
        raw: bool = False,
        update_fields: frozenset[str] | None = None,
        **kwargs: Any,
    ) -> None:
        if raw or (update_fields is not None and update_fields <= quiet):
            return
        mark_dirty(source.kind, getattr(instance, source.key) if source.key else "")

    return receive


def record_translation(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Note what a translation was made from; refuse one that would show its source's language.

    Errors: PublicationRefused, which rolls the publication back. wagtail-localize 1.14.5 publishes the source text for
    every segment that is not translated (Translation.save_target, `fallback=True`).
    """
    if instance.alias_of_id is not None or not instance.live:
        return
    translations.record_publication(instance)
    if not translations.is_complete(instance):
        raise PublicationRefused(
            _("“%(title)s” still has text in its source language. Translate every segment, then publish.")
            % {"title": instance.title}
        )


def _install_triggers(sender: Any, **kwargs: Any) -> None:
    # Sent once for each app, after every migration has run: ours stands for all.
    if sender.label == "feed":
        triggers.install()
