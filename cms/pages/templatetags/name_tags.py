"""The name of the site where no database may be asked: error pages, and pages before any site exists."""

from django import template
from django.conf import settings

from cms.pages.wordmark import wordmark

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """Return the name from the settings."""
    return str(settings.WAGTAIL_SITE_NAME)


@register.simple_tag
def site_mark() -> tuple[str, str]:
    """Return the name in the two lines of the wordmark: what stands before the territory, and the territory."""
    return wordmark(str(settings.WAGTAIL_SITE_NAME), str(settings.TERRITORY_NAME))
