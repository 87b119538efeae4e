"""What a file really is, from its first bytes. Its name and its declared type are only claims."""

# ISO BMFF brands (ISO/IEC 14496-12 4.3; HEIF: ISO/IEC 23008-12 annex B; AVIF 1.1 section 6).
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}

EXTENSIONS = {
    "JPEG": {"jpg", "jpeg", "jpe", "jfif"},
    "PNG": {"png"},
    "WEBP": {"webp"},
    "AVIF": {"avif"},
    "HEIF": {"heic", "heif", "hif"},
}


def sniff_format(head: bytes) -> str | None:
    """Return the Pillow name of an accepted format, or None.

    Units: `head` is at least the first 64 bytes of the file.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _sniff_brand(head)
    return None


def sniff_stranger(head: bytes) -> str:
    """Return a name for a refused kind of file that a person would recognise, or an empty string."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for prefix, name in (
        (b"gif8", "GIF"),
        (b"<svg", "SVG"),
        (b"<?xml", "SVG/XML"),
        (b"<!doctype", "HTML"),
        (b"<html", "HTML"),
        (b"<script", "HTML"),
        (b"%pdf", "PDF"),
        (b"ii*\x00", "TIFF/RAW"),
        (b"mm\x00*", "TIFF/RAW"),
        (b"bm", "BMP"),
        (b"8bps", "PSD"),
        (b"pk\x03\x04", "ZIP"),
    ):
        if text.startswith(prefix):
            return name
    if head[4:8] == b"ftyp":
        return "MP4/MOV"
    return ""


def _sniff_brand(head: bytes) -> str | None:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    compatible = {head[start : start + 4] for start in range(16, size - 3, 4)}
    if major in _AVIF_BRANDS or (major in {b"mif1", b"msf1"} and compatible & _AVIF_BRANDS):
        return "AVIF"
    if major in _HEIC_BRANDS:
        return "HEIF"
    return None
