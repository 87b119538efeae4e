"""The shapes of the change feed (RPDE 1.0)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from cms.delivery.rest.schemas import any_document
from cms.feed.registry import FeedType
from cms.media.shapes import PublicShape


class ChangedItem(PublicShape):
    """What every item of the feed says."""

    kind: str = Field(description="Type of the document.", examples=["ambassador"])
    id: str = Field(description="Public id of the document.", examples=["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"])
    modified: int = Field(
        description="Change number of the newest state: unique, in the order of publication; not a time.",
        examples=[1042],
        ge=1,
    )


class DeletedItem(ChangedItem):
    """The document is not, or no longer, for you: delete your copy."""

    state: Literal["deleted"] = Field(description="What to do: delete.", examples=["deleted"])
    reason: str = Field(
        description="Why, as a code: `deleted`, `not_live`, `expired`, `scheduled`, `restricted`, `audience`, `type`… "
        "New codes may appear: delete whatever the reason.",
        examples=["not_live"],
    )


def changes_shape(feed_types: tuple[FeedType, ...]) -> Any:
    """Return the shape of a page of the change feed."""
    fields: dict[str, Any] = {
        "state": (Literal["updated"], Field(description="What to do: store.", examples=["updated"])),
        "data": (any_document(feed_types), Field(description="The whole document, as at its own address.")),
    }
    updated: Any = create_model("UpdatedItem", __base__=ChangedItem, **fields)
    updated.__doc__ = "The document is new or has changed: replace your copy."
    item: Any = Annotated[updated | DeletedItem, Field(discriminator="state")]
    page: dict[str, Any] = {
        "next": (
            str,
            Field(
                description="Absolute address of the next page; that of this very page where there is no more for now.",
                examples=["https://example.org/api/v1/changes?afterChangeNumber=1042&after=…"],
            ),
        ),
        "items": (tuple[item, ...], Field(description="What changed, oldest first; each document once.")),
        "license": (
            str,
            Field(
                description="Licence of the texts.",
                examples=["https://www.etalab.gouv.fr/licence-ouverte-open-licence/"],
            ),
        ),
    }
    shape = create_model("ChangesPage", __base__=PublicShape, **page)
    shape.__doc__ = "A page of the change feed."
    return shape
