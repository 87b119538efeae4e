"""Lets editors read what an import kept aside. Nothing can be changed here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from news.wordpress.models import ImportedItem


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Whoever may view the items may view them; nobody may add, change or delete one by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow nothing but looking."""
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Allow a view that is content with looking."""
        return any(self.user_has_permission(user, action) for action in actions)


class ImportedItemViewSet(ModelViewSet):
    model = ImportedItem
    icon = "download"
    menu_label = _("WordPress import")
    menu_order = 900
    add_to_settings_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: ClassVar = ["title"]
    list_display: ClassVar = ["__str__", "status", "updated_at"]
    list_filter: ClassVar = ["kind", "status"]
    search_fields: ClassVar = ["title", "source"]
    inspect_view_fields: ClassVar = ["kind", "title", "status", "page", "image", "reasons", "source", "updated_at"]
