"""Pictures bound into a PDF that archives take: no scripts, nothing outside, nothing hidden.

Written as PDF/A-2b asks (ISO 19005-2): colours with their profile, metadata as XMP, an identifier,
no encryption. The same pages always give the same bytes.
"""

import hashlib
from collections.abc import Sequence
from functools import cache

from PIL import ImageCms

from receptiondesk.files.pictures import Picture

_POINTS = 72
_CATALOGUE, _PAGES, _INTENT, _PROFILE, _METADATA, _FIRST = 1, 2, 3, 4, 5, 6
_PER_PAGE = 3
#: What a PDF has beside its pages, profile and all.
FRAME_BYTES = 8 * 1024
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def bind(pages: Sequence[Picture]) -> bytes:
    """Return a PDF with one picture on each page, as large as its paper."""
    first = _FIRST
    kids = " ".join(f"{first + number * _PER_PAGE} 0 R" for number in range(len(pages)))
    objects = [
        (
            f"<</Type/Catalog/Pages {_PAGES} 0 R/Metadata {_METADATA} 0 R"
            f"/OutputIntents[{_INTENT} 0 R]>>"
        ).encode(),
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        (
            "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
            f"/Info(sRGB)/DestOutputProfile {_PROFILE} 0 R>>"
        ).encode(),
        _stream("/N 3", _profile()),
        _stream("/Type/Metadata/Subtype/XML", _XMP.encode()),
    ]
    for number, page in enumerate(pages):
        objects.extend(_page_objects(page, first + number * _PER_PAGE))
    return _written(objects)


def size_of(page: Picture) -> int:
    """Return about how many bytes a page adds to a PDF."""
    return len(page.data) + 600


def _page_objects(page: Picture, own: int) -> tuple[bytes, bytes, bytes]:
    wide, high = (f"{inches * _POINTS:.2f}" for inches in page.inches)
    drawn = f"q {wide} 0 0 {high} 0 0 cm /P Do Q".encode()
    leaf = (
        f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox[0 0 {wide} {high}]"
        f"/Resources<</XObject<</P {own + 2} 0 R>>>>/Contents {own + 1} 0 R>>"
    )
    colours = "/DeviceRGB" if page.channels == 3 else "/DeviceGray"  # noqa: PLR2004
    fax = ""
    if page.coding == "CCITTFaxDecode":
        fax = f"/DecodeParms<</K -1/Columns {page.dots[0]}/Rows {page.dots[1]}/BlackIs1 true>>"
    described = (
        f"/Type/XObject/Subtype/Image/Width {page.dots[0]}/Height {page.dots[1]}"
        f"/ColorSpace{colours}/BitsPerComponent {page.bits}/Filter/{page.coding}{fax}"
    )
    return leaf.encode(), _stream("", drawn), _stream(described, page.data)


def _stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream"


def _written(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    name = hashlib.sha256(out).hexdigest()[:32]
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += (
        f"trailer\n<</Size {len(objects) + 1}/Root {_CATALOGUE} 0 R/ID[<{name}><{name}>]>>\n"
        f"startxref\n{start}\n%%EOF\n"
    ).encode()
    return bytes(out)


@cache
def _profile() -> bytes:
    """Return the profile of sRGB, with no date in it."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + bytes(12) + made[36:]
