"""The public shape of an image, shared by every output. Only what the contract names may be here."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field


class PublicShape(BaseModel):
    """Base of everything that leaves the house: immutable, and nothing beyond what it declares."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Reference:
    """Marks a text of a shape as the public id of another document: `Annotated[str, Reference("ambassador")]`.

    Shape: `type_name` is the feed type that is referred to, empty where it may be any. Faces that can follow a
    reference do; the stored document keeps the id.
    """

    type_name: str = ""


@dataclass(frozen=True)
class UnionName:
    """Marks a union of shapes with the name under which typed contracts publish it."""

    name: str


class FocalPoint(PublicShape):
    """Where the subject of a picture is, as fractions of its width and height."""

    x: float = Field(description="Horizontal position, from 0 (left) to 1 (right).", examples=[0.5], ge=0, le=1)
    y: float = Field(description="Vertical position, from 0 (top) to 1 (bottom).", examples=[0.35], ge=0, le=1)


class ImageSource(PublicShape):
    """One rendition of a picture."""

    url: str = Field(
        description="Absolute address of the file.", examples=["https://example.org/media/renditions/9f2c.avif"]
    )
    width: int = Field(description="Width in pixels.", examples=[800], ge=1)
    type: str = Field(description="Media type of the file.", examples=["image/avif"])


class ImageShape(PublicShape):
    """A picture that this audience may show, now. The credit must be shown beside it."""

    url: str = Field(
        description="Absolute address of the JPEG to use where `srcset` is not.",
        examples=["https://example.org/media/renditions/9f2c.jpg"],
    )
    width: int = Field(description="Width of `url` in pixels.", examples=[1200], ge=1)
    height: int = Field(description="Height of `url` in pixels.", examples=[800], ge=1)
    alt: str = Field(
        description="Alternative text; empty when the picture is decorative.",
        examples=["Une mouleuse démoule une pièce en bronze."],
    )
    credit: str = Field(description="Credit line to display.", examples=["Photo Anna Petit / CCI Val-de-Marne"])
    licence: str = Field(
        description="Licence identifier (SPDX, or etalab-2.0), or `all-rights-reserved`.", examples=["CC-BY-4.0"]
    )
    focal_point: FocalPoint = Field(description="What to keep in sight when cropping.")
    placeholder: str = Field(description="Tiny preview as a data: URI.", examples=["data:image/webp;base64,UklGR…"])
    srcset: tuple[ImageSource, ...] = Field(description="All renditions, widths ascending, AVIF then WebP then JPEG.")
