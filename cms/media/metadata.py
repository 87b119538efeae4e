"""Who made the picture and on what terms, in the words that image tools read: IPTC-IIM and XMP, inside the file.

Source: IPTC Photo Metadata Standard 2023.1; IIM 4.2 for the datasets; Adobe XMP specification parts 1 and 3.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image as Pillow

from cms.media.licences import LICENCE_URLS

XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\x00"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Statement:
    """What every file made from an image says about it."""

    author: str
    credit: str
    licence: str


def xmp_packet(statement: Statement) -> bytes:
    """Return the XMP packet: creator, credit line, copyright notice, usage terms, address of the licence."""

    def text(value: str) -> str:
        return escape(_NOT_IN_XML.sub("", value), {'"': "&quot;"})

    web = LICENCE_URLS.get(statement.licence, "")
    statement_url = f"<xmpRights:WebStatement>{text(web)}</xmpRights:WebStatement>" if web else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
        f"<dc:creator><rdf:Seq><rdf:li>{text(statement.author)}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{text(_notice(statement))}</rdf:li></rdf:Alt></dc:rights>'
        f"<photoshop:Credit>{text(statement.credit)}</photoshop:Credit>"
        f"<xmpRights:Marked>{'False' if statement.licence in {'CC0-1.0', 'CC-PDDC'} else 'True'}</xmpRights:Marked>"
        f'<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">{text(statement.licence)}</rdf:li></rdf:Alt>'
        f"</xmpRights:UsageTerms>{statement_url}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def stamp_jpeg(data: bytes, statement: Statement) -> bytes:
    """Return a JPEG with the statement as XMP and IPTC-IIM, its pixels untouched.

    Errors: ValueError if `data` is no JPEG.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        raise ValueError("Not a JPEG.")
    start = 2
    if data[2:4] == b"\xff\xe0":
        # JFIF must stay first (ITU-T T.871, 10.1).
        start = 4 + struct.unpack(">H", data[4:6])[0]
    xmp = XMP_HEADER + xmp_packet(statement)
    return data[:start] + _segment(0xE1, xmp) + _segment(0xED, _photoshop_block(statement)) + data[start:]


def stamp_png(data: bytes, statement: Statement) -> bytes:
    """Return a PNG with the statement as XMP, its pixels untouched.

    Errors: ValueError if `data` is no PNG.
    """
    if data[12:16] != b"IHDR":
        raise ValueError("Not a PNG.")
    body = b"iTXtXML:com.adobe.xmp\x00\x00\x00\x00\x00" + xmp_packet(statement)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:33] + chunk + data[33:]


def stamp_any(data: bytes, statement: Statement) -> bytes:
    """Return a finished picture with the statement in it, its pixels untouched where the format allows.

    Shape: JPEG and PNG get a new part beside the old ones; WebP and AVIF, whose tables count bytes, are saved again.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return stamp_jpeg(data, statement)
    if data.startswith(b"\x89PNG"):
        return stamp_png(data, statement)
    with Pillow.open(io.BytesIO(data)) as picture:
        out = io.BytesIO()
        picture.save(out, picture.format, quality=90, xmp=xmp_packet(statement))
    return out.getvalue()


def _notice(statement: Statement) -> str:
    if statement.licence in {"CC0-1.0", "CC-PDDC"}:
        return f"{statement.credit} · {statement.licence}"
    return f"© {statement.credit} · {statement.licence}"


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def _photoshop_block(statement: Statement) -> bytes:
    """Return the APP13 payload: 1:90 says UTF-8; 2:80 By-line, 2:110 Credit, 2:116 Copyright, 2:40 Instructions."""
    records = b"".join(
        _dataset(record, number, value)
        for record, number, value in (
            (1, 90, b"\x1b%G"),
            (2, 0, b"\x00\x04"),
            (2, 80, _cut(statement.author, 32)),
            (2, 110, _cut(statement.credit, 32)),
            (2, 116, _cut(_notice(statement), 128)),
            (2, 40, _cut(f"{statement.credit} · {statement.licence}", 256)),
        )
    )
    padding = b"\x00" if len(records) % 2 else b""
    return b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + padding


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def _cut(value: str, limit: int) -> bytes:
    """Return UTF-8 within the limit IIM sets, never half a character. The whole line stands in XMP."""
    return value.encode()[:limit].decode(errors="ignore").encode()
