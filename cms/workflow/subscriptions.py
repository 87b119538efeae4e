"""How often each person wants to hear from us: their own setting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile


class MailChoice(models.TextChoices):
    """When mails of the workflow leave."""

    AT_ONCE = "at_once", _("At once, each on its own")
    DIGEST = "digest", _("Once a day, all in one mail on the morning of working days")
    WAITING = "waiting", _("At once, but only what waits for me")


class MailPreference(models.Model):
    """What one person has chosen. Nobody has to: without a row, mails come at once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    choice = models.CharField(
        _("mails of the workflow"),
        max_length=20,
        choices=MailChoice.choices,
        default=MailChoice.AT_ONCE,
        help_text=_("Requests, decisions, mentions and reminders about pages. Nothing else is sent to you."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")

    def __str__(self) -> str:
        return self.get_choice_display()


def choice_of(user: Any) -> MailChoice:
    """Return when a person wants their mails."""
    row = MailPreference.objects.filter(user=user).values_list("choice", flat=True).first()
    return MailChoice(row) if row in MailChoice.values else MailChoice.AT_ONCE


def language_of(user: Any) -> str:
    """Return the language in which a person uses the admin."""
    return str(UserProfile.get_for_user(user).get_preferred_language()).split("-")[0]
