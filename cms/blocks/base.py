"""The one sentence a story block speaks: its public shape, beside its editing form."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from cms.blocks.context import PublicContext
from cms.media.shapes import PublicShape


class PublicBlock(PublicShape):
    """Base of every block shape: subclasses narrow `type` to a Literal and declare `value`."""

    id: str = Field(description="Stable id of the block within its document.", examples=["0b1c…"])
    type: str = Field(description="Kind of block, which decides the shape of `value`.", examples=["heading"])
    value: Any = Field(description="Content of the block.")


class SpeaksPublicly:
    """Mixin for a Wagtail block that can appear in a public document.

    A subclass sets `shape` to its PublicBlock and implements `present`.
    """

    shape: ClassVar[type[PublicBlock]]

    def present(self, value: Any, context: PublicContext) -> Any | None:
        """Return the public `value` of this block, or None to leave the block out for this audience.

        Errors: never raises for missing rights; None is the answer.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what of it is public.")


def type_name(shape: type[PublicBlock]) -> str:
    """Return the discriminator of a block shape, for instance "heading"."""
    annotation = shape.model_fields["type"].annotation
    return annotation.__args__[0]  # type: ignore[union-attr]


__all__ = ["Literal", "PublicBlock", "SpeaksPublicly", "type_name"]
