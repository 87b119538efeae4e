"""`{% browse "ambassador" "commune sector" order="title" as directory %}`: a list narrowed by the request's form."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language

from cms.feed import browsing, selectors

register = template.Library()


@register.simple_tag(takes_context=True)
def browse(
    context: template.Context, type_name: str, facets: str, order: str = selectors.DEFAULT_ORDER
) -> browsing.Browsed:
    """Return the page of the list that the request asks for, in the active language.

    Shape: `facets` names the facets of the form, separated by spaces.
    """
    request = context.get("request")
    params = request.GET if request is not None else QueryDict()
    locale = get_language() or settings.LANGUAGE_CODE
    return browsing.browse(type_name, facets.split(), params, locale=locale, order=order)
