"""What the news add to the editors' admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from news.wordpress.browsing import ImportedItemViewSet, ReadOnlyPolicy
from news.wordpress.models import ImportedItem

register_permission_policy(ImportedItem, ReadOnlyPolicy(ImportedItem))


@hooks.register("register_admin_viewset")
def register_imported_items() -> ImportedItemViewSet:
    """Show what imports brought in and kept aside, under Settings."""
    return ImportedItemViewSet("imported_items")
