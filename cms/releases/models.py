"""Releases, what they hold, and the private links to the calendar."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """How far a release is."""

    PREPARED = "prepared", pgettext_lazy("release", "being prepared")
    SCHEDULED = "scheduled", pgettext_lazy("release", "scheduled")
    PUBLISHED = "published", pgettext_lazy("release", "published")
    STOPPED = "stopped", pgettext_lazy("release", "stopped")
    CANCELLED = "cancelled", pgettext_lazy("release", "cancelled")


# A release that was stopped can be mended and go out: it keeps hold of its pages.
OPEN = (State.PREPARED, State.SCHEDULED, State.STOPPED)


class Release(models.Model):
    """Pages that go out together, in all their languages, in one transaction or not at all."""

    name = models.CharField(_("name"), max_length=120, help_text=_("For colleagues, for instance “White paper 2027”."))
    note = models.TextField(_("note"), blank=True, help_text=_("For colleagues: what it is about, what to mind."))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PREPARED, editable=False)
    publish_at = models.DateTimeField(_("goes out at"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+",
        editable=False,
    )  # fmt: skip
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL,
        related_name="+", editable=False,
    )  # fmt: skip
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("published by"), null=True, on_delete=models.SET_NULL,
        related_name="+", editable=False,
    )  # fmt: skip
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)
    stop_reason = models.TextField(_("why it was stopped"), blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [("publish_release", "Can publish and schedule a release")]
        indexes = [models.Index(fields=["publish_at"], condition=models.Q(state="scheduled"), name="release_due")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its readiness page in the admin."""
        return reverse("releases_admin:release", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Holds its pages: they go out with it, and only with it."""
        return self.state in OPEN


class ItemOutcome(models.TextChoices):
    """What became of an item when its release went out."""

    NONE = "", pgettext_lazy("page of a release", "not published")
    PUBLISHED = "published", pgettext_lazy("page of a release", "published")
    UNCHANGED = "unchanged", _("was published already")


class ReleaseItem(models.Model):
    """One content in one language.

    Shape: without a page where that language does not exist (yet), or where the page was deleted; `left_out` says why
    the release does without it. `live_digest` is what was public when it came in; `frozen_digest` what the publisher
    saw and decided to publish, `decision` their decision where this release made it.
    """

    release = models.ForeignKey(Release, verbose_name=_("release"), on_delete=models.CASCADE, related_name="items")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    content_id = models.UUIDField(db_comment="translation_key of the page and its translations.")
    locale = models.ForeignKey("wagtailcore.Locale", verbose_name=_("language"), on_delete=models.CASCADE)
    title = models.CharField(_("title"), max_length=255, db_comment="As it was last seen, for when the page is gone.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    left_out = models.CharField(
        _("left out because"), max_length=250, blank=True, help_text=_("Why the release goes out without it.")
    )
    is_holding = models.BooleanField(default=True, db_comment="The release is open and the item is not left out.")
    live_digest = models.CharField(max_length=80, blank=True, db_comment="Fingerprint of what was live at the start.")
    frozen_digest = models.CharField(max_length=80, blank=True, db_comment="Fingerprint of what was decided on.")
    frozen_revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    decision = models.ForeignKey("workflow.Decision", null=True, on_delete=models.SET_NULL, related_name="+")
    warned_digest = models.CharField(max_length=80, blank=True, db_comment="Later content of which people were told.")
    outcome = models.CharField(_("outcome"), max_length=20, choices=ItemOutcome.choices, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item of a release")
        verbose_name_plural = _("items of a release")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["release", "content_id", "locale"], name="release_item_once"),
            models.UniqueConstraint(
                fields=["content_id", "locale"], condition=models.Q(is_holding=True), name="release_one_open_each"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the title within its column."""
        self.title = self.title[:255]
        super().save(*args, **kwargs)


class CalendarLink(models.Model):
    """The private address of one person's calendar. Only the hash of its token is kept: the link is shown once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, db_comment="SHA-256 in hex.")
    created_at = models.DateTimeField(_("made at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link to the calendar")
        verbose_name_plural = _("links to the calendar")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)
