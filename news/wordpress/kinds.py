"""Why items that are no articles are kept aside."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_MACHINERY = gettext_lazy("It belongs to the theme or the machinery of WordPress; its source is kept.")
_REASONS = {
    "page": gettext_lazy("A page is no news: if it is still needed, write it where it belongs. Its source is kept."),
    "nav_menu_item": gettext_lazy("An entry of a menu: menus here follow from the pages. Its source is kept."),
    "wp_block": gettext_lazy("A reusable block: it was read wherever an article uses it. Its source is kept."),
    "revision": gettext_lazy("A former version of a text; its source is kept."),
    **dict.fromkeys(
        (
            "wp_template",
            "wp_template_part",
            "wp_global_styles",
            "wp_navigation",
            "wp_font_family",
            "wp_font_face",
            "custom_css",
            "customize_changeset",
            "oembed_cache",
            "user_request",
        ),
        _MACHINERY,
    ),
}


def reason_to_keep(kind: str) -> str:
    """Return why an item of this kind was not made an article."""
    known = _REASONS.get(kind)
    return str(known) if known else _("Items of the kind “%s” have no counterpart here. Its source is kept.") % kind
