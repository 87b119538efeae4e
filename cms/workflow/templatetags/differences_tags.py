"""What the templates of differences ask of a change."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from cms.workflow.difference_blocks import Change, Status
from cms.workflow.differences import Differences, status_words

register = template.Library()


@register.simple_tag
def status_of(change: Change) -> str:
    """Say what became of a part: added, removed, moved. Nothing for one that has only changed."""
    return ", ".join(status_words(change))


@register.simple_tag
def is_whole_part(change: Change) -> bool:
    """Tell whether the parts of this one came or went with it, and need not say so again."""
    return change.status in {Status.ADDED, Status.REMOVED}


@register.simple_tag
def show_differences(differences: Differences) -> SafeString:
    """Show differences with the thumbnails of their pictures."""
    return differences.as_html(with_thumbnails=True)
