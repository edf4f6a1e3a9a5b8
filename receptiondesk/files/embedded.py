"""Pictures inside PDFs: photographs made small, what cameras write beside them taken out."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from receptiondesk.files import jpeg
from receptiondesk.files.pictures import DOTS_AT_MOST
from receptiondesk.files.sniffing import refused
from receptiondesk.files.squeezing import PAGE_BYTES, squeeze

_DEPTH_AT_MOST = 5
_BITS = 8
_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_MODES = {1: "L", 3: "RGB"}


class Squeezer:
    """Squeezes each picture of a document once, however many pages show it."""

    def __init__(self, writer: PdfWriter) -> None:
        """Start with none done."""
        self._writer = writer
        self._done: set[int] = set()

    def squeeze_pictures(self, resources: Any, depth: int = 0) -> None:  # noqa: ANN401
        """Make the pictures small that a page or form draws with.

        Raises:
            Refused: ``too_many_dots``.
        """
        kept = resources.get_object() if resources is not None else None
        drawn = kept.get("/XObject") if isinstance(kept, DictionaryObject) else None
        named = drawn.get_object() if drawn is not None else None
        if not isinstance(named, DictionaryObject) or depth > _DEPTH_AT_MOST:
            return
        for reference in named.values():
            one = reference.get_object()
            if not isinstance(one, StreamObject) or id(one) in self._done:
                continue
            self._done.add(id(one))
            if one.get("/Subtype") == "/Form":
                self.squeeze_pictures(one.get("/Resources"), depth + 1)
            elif one.get("/Subtype") == "/Image":
                _squeeze(one)


def _squeeze(picture: StreamObject) -> None:
    wide, high = _number(picture, "/Width"), _number(picture, "/Height")
    if wide * high > DOTS_AT_MOST:
        message = (
            f"Tệp PDF có ảnh {wide}×{high} điểm, quá lớn cho một trang giấy. Xin quét lại với độ "
            "phân giải 200–300 dpi."
        )
        raise refused("too_many_dots", message)
    filters = _filters(picture)
    if filters == ["/DCTDecode"]:
        _squeeze_jpeg(picture)
    elif filters == ["/FlateDecode"] and len(picture._data) > PAGE_BYTES:  # noqa: SLF001
        _squeeze_plain(picture, (wide, high))


def _squeeze_jpeg(picture: StreamObject) -> None:
    data: bytes = picture._data  # noqa: SLF001 - the coded bytes; pypdf shows only decoded ones
    bare = jpeg.bare(data)
    with Image.open(BytesIO(data), formats=("JPEG",)) as page:
        if len(data) > PAGE_BYTES and _MODES.get(_channels(picture)) == page.mode:
            page.load()
            _put(picture, page)
        else:
            page.draft(page.mode, (1, 1))
            page.load()  # quickly, to know that it is whole
            if bare is not None:
                picture._data = bare  # noqa: SLF001


def _squeeze_plain(picture: StreamObject, size: tuple[int, int]) -> None:
    channels = _channels(picture)
    mode = _MODES.get(channels)
    if mode is None or picture.get("/BitsPerComponent") != _BITS:
        return
    data = picture.get_data()
    if len(data) >= size[0] * size[1] * channels:
        _put(picture, Image.frombytes(mode, size, data))


def _put(picture: StreamObject, page: Image.Image) -> None:
    """Put the page in the place of the picture when it is smaller."""
    made = squeeze(page, may_lose_colour=False)
    if "/Decode" in picture or "/Mask" in picture or len(made.data) >= len(picture._data):  # noqa: SLF001
        return
    picture._data = made.data  # noqa: SLF001
    picture.pop("/DecodeParms", None)
    picture[NameObject("/Filter")] = NameObject("/DCTDecode")
    picture[NameObject("/Width")] = NumberObject(made.size[0])
    picture[NameObject("/Height")] = NumberObject(made.size[1])


def _number(picture: StreamObject, key: str) -> int:
    told: Any = picture[key]
    return int(told)


def _filters(picture: StreamObject) -> list[str]:
    told = picture.get("/Filter")
    kept = told.get_object() if told is not None else None
    if isinstance(kept, ArrayObject):
        return [str(one.get_object()) for one in kept]
    return [] if kept is None else [str(kept)]


def _channels(picture: StreamObject) -> int:
    """Return how many channels a picture's colours have, 0 where it cannot be told simply."""
    told = picture.get("/ColorSpace")
    kept = told.get_object() if told is not None else None
    if isinstance(kept, ArrayObject) and kept and kept[0] == "/ICCBased":
        profile = kept[1].get_object()
        return int(profile.get("/N", 0)) if isinstance(profile, DictionaryObject) else 0
    if isinstance(kept, ArrayObject) and kept:
        return _CHANNELS.get(str(kept[0]), 0)
    return _CHANNELS.get(str(kept), 0)
