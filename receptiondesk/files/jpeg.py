"""A JPEG file without what the camera wrote beside the picture: place, time, maker, thumbnail."""

_MARKER = 0xFF
_START_OF_SCAN = 0xDA
_ADOBE = 0xEE
_COMMENT = 0xFE
_APPLICATION = range(0xE0, 0xF0)
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def bare(data: bytes) -> bytes | None:
    """Return the file without its application segments and comments; the picture is untouched.

    Adobe's segment stays, for it says how the colours are written. ``None`` when the segments
    cannot be told apart.
    """
    kept, at = [data[:2]], 2
    while at + 4 <= len(data):
        if data[at] != _MARKER:
            return None
        kind = data[at + 1]
        if kind == _MARKER:  # fill bytes
            at += 1
            continue
        if kind in _STANDALONE:
            at += 2
            continue
        if kind == _START_OF_SCAN:
            return b"".join(kept) + data[at:]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == _ADOBE or (kind not in _APPLICATION and kind != _COMMENT):
            kept.append(data[at:end])
        at = end
    return None
