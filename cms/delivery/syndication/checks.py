"""Warns at start about settings that no feed could keep."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from cms.delivery.syndication.websub import is_hub


@register()
def check_hub(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a hub that is no web address."""
    if not settings.WEBSUB_HUB or is_hub(settings.WEBSUB_HUB):
        return []
    return [
        Error(
            "WEBSUB_HUB is no web address.",
            hint="Write it whole, such as https://hub.example/, or leave it empty.",
            id="delivery.E001",
        )
    ]
