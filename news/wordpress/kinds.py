"""Why what is no article is kept aside."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.wordpress.images import remember
from news.wordpress.items import ExportIndex
from news.wordpress.models import Status
from news.wordpress.pieces import Issue
from news.wordpress.report import Line, Outcome

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


def keep_unused_terms(index: ExportIndex, *, is_dry_run: bool) -> list[Line]:
    """Keep the list of categories and keywords that no item carries. Shape: one line, or none."""
    unused = {key: name for key, name in index.term_names.items() if key not in index.used_terms}
    if not unused:
        return []
    names = ", ".join(f"{taxonomy}: {name}" for (taxonomy, _slug), name in sorted(unused.items()))
    line = Line("term", f"terms:{index.site_url}"[:500], _("Categories and keywords"), Outcome.KEPT)
    reason = _("No item of the file uses these (%d); they were not created.") % len(unused)
    line.issues.append(Issue("unused_terms", reason, names))
    digest = hashlib.sha256(names.encode()).hexdigest()
    line.is_change = remember(line, status=Status.KEPT, source=names, source_hash=digest, is_dry_run=is_dry_run)
    return [line]
