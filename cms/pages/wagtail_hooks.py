"""Small repairs to the editors' admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def keep_long_choices_in_the_form() -> str:
    """A list of choices is as wide as its longest one: some of ours were cut by the edge of the screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
