"""Makes Pillow say so when a JPEG's picture is incomplete.

libjpeg paints what is missing in grey and only warns, and Pillow drops the warning (Pillow 13.0, JpegDecode.c). But
Pillow does complain when the bytes end before the picture does. So the end mark is taken away: a whole picture decodes
without it, an incomplete one runs out of bytes.
"""

_BASELINE = {0xC0, 0xC1}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_STANDS_IN_SCAN = {0x00, 0xFF, *range(0xD0, 0xD8)}
# libjpeg reads ahead by up to eight bytes; twelve let a whole picture end, and hide at most a few blocks.
_PADDING = bytes(12)


def open_ended(data: bytes) -> bytes:
    """Return a baseline JPEG up to the end of its picture, without end mark; any other JPEG as it is.

    Source: ITU-T T.81, annex B. A progressive picture needs its end mark, so it cannot be examined in this way.
    """
    start = _scan_start(data)
    if start is None:
        return data
    end = start
    while True:
        end = data.find(b"\xff", end)
        if end < 0 or end + 1 >= len(data):
            return data + _PADDING
        if data[end + 1] not in _STANDS_IN_SCAN:
            return data[:end] + _PADDING
        end += 1 if data[end + 1] == 0xFF else 2


def _scan_start(data: bytes) -> int | None:
    """Return where the pixels of a baseline JPEG with a single scan begin."""
    position, components = 2, 0
    while position + 10 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in _FRAMES:
            if marker not in _BASELINE:
                return None
            components = data[position + 9]
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == 0xDA:
            return position + 2 + length if data[position + 4] == components else None
        position += 2 + length
    return None
