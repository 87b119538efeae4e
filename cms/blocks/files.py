"""A list of files to take away."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.media.shapes import PublicShape


def is_public_file(document: Any) -> bool:
    """Tell whether a file may be named: neither its collection nor one above it is restricted."""
    return not document.collection.get_view_restrictions().exists()


class FileLink(PublicShape):
    """One file."""

    url: str = Field(
        description="Absolute address of the file.", examples=["https://example.org/documents/7/guide.pdf"]
    )
    title: str = Field(description="Text of the link.", examples=["Le guide de la transmission"])
    description: str = Field(description="What is in it, plain text; may be empty.", examples=["Douze pages, 2025."])
    type: str = Field(description="Media type of the file.", examples=["application/pdf"])
    size_bytes: int = Field(description="Weight in bytes.", examples=[482133], ge=0)


class DocumentLinksValue(PublicShape):
    """Files to take away."""

    title: str = Field(description="Title; may be empty.", examples=["À télécharger"])
    files: tuple[FileLink, ...] = Field(description="The files; at least one.", min_length=1)


class DocumentLinksShape(PublicBlock):
    """Files to take away."""

    type: Literal["document_links"] = Field(
        default="document_links", description="Kind of block.", examples=["document_links"]
    )
    value: DocumentLinksValue = Field(description="The files.")


class DocumentLinkBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"), help_text=_("A PDF that opens without a programme to buy."))
    title = blocks.CharBlock(
        label=_("text of the link"),
        required=False,
        default="",
        max_length=160,
        help_text=_("What it is, not “click here”. Empty: the file’s own title."),
    )
    description = blocks.CharBlock(
        label=_("description"),
        required=False,
        default="",
        max_length=250,
        help_text=_("For whom, how long, from when."),
    )

    class Meta:
        label = _("file")
        icon = "doc-full"


class DocumentLinksBlock(SpeaksPublicly, blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"), required=False, default="", max_length=120, help_text=_("A few words, or nothing.")
    )
    files = blocks.ListBlock(DocumentLinkBlock(), label=_("files"), min_num=1, help_text=_("The most useful first."))

    shape = DocumentLinksShape

    class Meta:
        label = _("files to take away")
        icon = "doc-full-inverse"
        template = "blocks/document_links.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add `files`: those that may be named, for the page."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        # A deleted file leaves None behind in the stream.
        known = [item for item in value["files"] if item["document"] is not None]
        return {**context, "files": [item for item in known if is_public_file(item["document"])]}

    def present(self, value: Any, context: PublicContext) -> DocumentLinksValue | None:
        files = []
        for item in value["files"]:
            # A deleted file leaves None behind in the stream.
            known = context.file(item["document"]) if item["document"] is not None else None
            if known is not None:
                files.append(
                    FileLink(
                        url=known["url"],
                        title=context.text(item["title"] or known["title"]),
                        description=context.text(item["description"] or ""),
                        type=known["type"],
                        size_bytes=known["size_bytes"],
                    )
                )
        return DocumentLinksValue(title=context.text(value["title"] or ""), files=tuple(files)) if files else None
