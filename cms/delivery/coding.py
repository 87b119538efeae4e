"""Content codings: which one a client takes, and the bytes in it (RFC 9110, section 12.5.3)."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

import brotli

# Per request: the levels at which both cost about as much as sending what they save.
BROTLI_QUALITY, GZIP_LEVEL = 4, 5


def encoding_for(header: str) -> str:
    """Return the coding to answer an Accept-Encoding header with: brotli, gzip, or none. Absent means: no coding."""
    if not header:
        return ""
    weights = dict(weighted(header))
    others = weights.get("*", 0.0)
    brotli_weight, gzip_weight = weights.get("br", others), weights.get("gzip", others)
    if brotli_weight > 0 and brotli_weight >= gzip_weight:
        return "br"
    return "gzip" if gzip_weight > 0 else ""


def compressed(body: bytes, encoding: str) -> bytes:
    """Return the bytes in a coding. Equal bytes compress to equal bytes: the tag is strong, so no time stamp."""
    if encoding == "br":
        return brotli.compress(body, quality=BROTLI_QUALITY)
    return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)


def weighted(header: str) -> Iterable[tuple[str, float]]:
    """Read a list with weights: each member in lower case, and its weight (1 where it has none)."""
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if name:
            yield name, weight


def _gzipped(body: bytes) -> bytes:
    # Without a time stamp, so that equal bytes compress to equal bytes: the tag is strong.
    return gzip.compress(body, compresslevel=5, mtime=0)
