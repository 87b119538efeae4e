"""Pictures in pages: the same rights, the same files and the same words as in the feeds."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from cms.media.audiences import Audience
from cms.media.licences import LICENCE_URLS
from cms.media.models import Image
from cms.media.presets import unjudged_shape
from cms.media.rights import RightsAnswer, rights_of
from cms.media.shapes import ImageShape

register = template.Library()

# What a page may hand over: a row, or the public form of one as a feed document holds it.
Picture = Image | ImageShape | Mapping[str, Any]


@register.inclusion_tag("media/picture.html", takes_context=True)
def picture(
    context: Context,
    image: Picture | None,
    preset: str = "story",
    alt: str | None = None,
    sizes: str = "100vw",
    loading: str = "lazy",
    classes: str = "",
) -> dict[str, Any]:
    """Show a picture, or a quiet placeholder where our site may not show it. Nothing at all where there is none.

    Shape: `preset` counts for an Image only, a public form has its files already. `alt` None takes the image's own
    text, "" states a decorative use. `loading` is "lazy" or "eager".
    """
    shape, refusal = _shape_of(context, image, preset)
    if shape is None:
        return {"is_refused": image is not None, "classes": classes}
    return {
        "picture": shape,
        "refusal": refusal,
        "sources": _sources(shape),
        "alt": shape["alt"] if alt is None else alt,
        "sizes": sizes,
        "loading": loading,
        "classes": classes,
        # Steps of ten per cent, as classes of media/picture.css: the policy of the pages allows no inline style.
        "focus_x": round(shape["focal_point"]["x"] * 10),
        "focus_y": round(shape["focal_point"]["y"] * 10),
    }


@register.inclusion_tag("media/credit.html", takes_context=True)
def credit(context: Context, image: Picture | None) -> dict[str, Any]:
    """Show the credit line and the licence of a picture that is shown; nothing for one that is not."""
    shape, _refusal = _shape_of(context, image, "story")
    if shape is None:
        return {}
    return {
        "credit": shape["credit"],
        "licence": shape["licence"],
        "licence_url": LICENCE_URLS.get(shape["licence"], ""),
    }


@register.inclusion_tag("media/rights_panel.html")
def rights_panel(image: Image) -> dict[str, Any]:
    """List for each audience whether it may have the image now, and every reason why not."""
    now = timezone.now()
    audiences = (Audience.OWN, Audience.PARTNERS, Audience.OPEN)
    return {
        "image": image,
        "answers": [(audience.value, rights_of(image, audience=audience, now=now)) for audience in audiences],
        "consents": list(image.consents.all()),
    }


def _shape_of(
    context: Context, image: Picture | None, preset: str
) -> tuple[Mapping[str, Any] | None, RightsAnswer | None]:
    """Return what to show, and the refusal beside it where only the previewing editor sees it."""
    if image is None:
        return None, None
    if isinstance(image, ImageShape):
        return image.model_dump(), None
    if isinstance(image, Mapping):
        return image, None
    answer = _answer(context, image)
    if not answer.allowed and (image.is_withdrawn or not _is_preview(context)):
        return None, answer
    shape = unjudged_shape(image, base_url="", alt=None, preset=preset).model_dump()
    return shape, None if answer.allowed else answer


def _answer(context: Context, image: Image) -> RightsAnswer:
    """Ask once per request and image: the picture and its credit belong together."""
    request = context.get("request")
    if request is None:
        return rights_of(image, audience=Audience.OWN, now=timezone.now())
    answers = request.__dict__.setdefault("_media_answers", {})
    if image.pk not in answers:
        answers[image.pk] = rights_of(image, audience=Audience.OWN, now=timezone.now())
    return answers[image.pk]


def _is_preview(context: Context) -> bool:
    request = context.get("request")
    # Wagtail sets is_preview on the request it builds for editors (wagtail/models/preview.py, make_preview_request).
    if request is None or not getattr(request, "is_preview", False):
        return False
    return request.user.has_perm("wagtailadmin.access_admin")


def _sources(shape: Mapping[str, Any]) -> list[dict[str, str]]:
    """Group the renditions by type in the order of the shape; the last type is that of the img element."""
    return [
        {"type": kind, "srcset": ", ".join(f"{one['url']} {one['width']}w" for one in group)}
        for kind, group in groupby(shape["srcset"], key=lambda one: one["type"])
    ]
