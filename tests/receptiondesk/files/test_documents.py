"""PDFs that people bring: what they show is kept, what they hide or do is not."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from receptiondesk.domain.errors import Refused
from receptiondesk.files.preparing import Prepared, prepare
from tests.support import paper
from tests.support.scans import photographed, saved, written

MB = 1024 * 1024
PART = 2 * MB


def letter(pages: int = 1) -> bytes:
    """A PDF as an office program writes it: words, not pictures."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for number in range(pages):
        canvas.drawString(72, 700, f"Trang so {number + 1}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def changed(data: bytes, change) -> bytes:  # type: ignore[no-untyped-def]
    writer = PdfWriter(clone_from=BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def add_script(writer: PdfWriter) -> None:
    act = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert"),
        }
    )
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(act)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        prepare(data, PART)
    return refused.value.problems[0].code


def notes(made: Prepared) -> list[str]:
    return [note.code for note in made.notes]


def test_a_letter_comes_through_with_its_words() -> None:
    made = prepare(letter(3), PART)
    assert notes(made) == []
    assert [part.pages for part in made.parts] == [3]
    assert paper.page_words(made.parts[0].data) == ["Trang so 1", "Trang so 2", "Trang so 3"]


def test_scripts_actions_and_embedded_files_are_left_behind_and_told() -> None:
    def arm(writer: PdfWriter) -> None:
        add_script(writer)
        writer.add_attachment("virus.exe", b"MZ")
        launch = DictionaryObject(
            {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")}
        )
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): launch})

    made = prepare(changed(letter(), arm), PART)
    assert notes(made) == ["cleaned_pdf"]
    pdf = made.parts[0].data
    for trace in (b"JavaScript", b"app.alert", b"virus.exe", b"/Launch", b"/AA", b"/OpenAction"):
        assert trace not in pdf
    assert paper.words(pdf) == "Trang so 1"


def test_metadata_stay_with_the_author() -> None:
    def sign(writer: PdfWriter) -> None:
        writer.add_metadata({"/Author": "Nguyen Van Kin", "/Producer": "May Nha"})

    pdf = prepare(changed(letter(), sign), PART).parts[0].data
    assert b"Nguyen Van Kin" not in pdf
    assert b"May Nha" not in pdf


def test_a_filled_field_is_drawn_into_the_page() -> None:
    def fill(writer: PdfWriter) -> None:
        look = DecodedStreamObject()
        look.set_data(b"0 0 0 rg 0 0 100 20 re f")
        look[NameObject("/BBox")] = ArrayObject([FloatObject(x) for x in (0, 0, 100, 20)])
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/Rect"): ArrayObject([FloatObject(x) for x in (200, 300, 400, 340)]),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
            }
        )
        hidden = DictionaryObject({**field, NameObject("/F"): NumberObject(2)})
        hidden[NameObject("/Rect")] = ArrayObject([FloatObject(x) for x in (10, 10, 60, 60)])
        kept = ArrayObject([writer._add_object(field), writer._add_object(hidden)])
        writer.pages[0][NameObject("/Annots")] = kept

    pdf = prepare(changed(letter(), fill), PART).parts[0].data
    assert b"/Annots" not in pdf
    (shown,) = paper.pictures(pdf, dpi=72)
    assert shown.getpixel((300, 842 - 320)) < 40
    assert shown.getpixel((300, 842 - 350)) > 200
    assert shown.getpixel((30, 842 - 30)) > 200


def test_a_signed_document_stays_as_it_is_byte_for_byte() -> None:
    def sign(writer: PdfWriter) -> None:
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/SigFlags"): NumberObject(3), NameObject("/Fields"): ArrayObject()}
        )

    signed = changed(letter(), sign)
    made = prepare(signed, PART)
    assert made.parts[0].data == signed
    assert notes(made) == ["kept_signed"]

    def arm(writer: PdfWriter) -> None:
        sign(writer)
        add_script(writer)

    assert refusal(changed(letter(), arm)) == "signed_with_scripts"


def test_a_password_is_asked_for_elsewhere() -> None:
    locked = changed(letter(), lambda writer: writer.encrypt("bí mật", algorithm="AES-256"))
    assert refusal(locked) == "locked_pdf"
    opened = changed(letter(), lambda writer: writer.encrypt("", "chu", algorithm="AES-128"))
    pdf = prepare(opened, PART).parts[0].data
    assert b"/Encrypt" not in pdf
    assert paper.words(pdf) == "Trang so 1"


def test_two_thousand_pages_are_refused_politely() -> None:
    file = BytesIO()
    canvas = Canvas(file)
    for _ in range(2_000):
        canvas.showPage()
    canvas.save()
    assert refusal(file.getvalue()) == "too_many_pages"


def test_a_tree_that_bites_its_tail_is_refused() -> None:
    def loop(writer: PdfWriter) -> None:
        pages = writer._root_object["/Pages"]
        pages["/Kids"].append(writer._root_object.raw_get("/Pages"))

    assert refusal(changed(letter(), loop)) in {"damaged_file", "too_many_pages"}


def test_nothing_is_refused() -> None:
    def empty(writer: PdfWriter) -> None:
        writer._root_object["/Pages"][NameObject("/Kids")] = ArrayObject()

    assert refusal(changed(letter(), empty)) == "no_pages"


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + b"1 0 obj" * 500, letter()[:400]])
def test_a_damaged_document_is_refused(data: bytes) -> None:
    assert refusal(data) == "damaged_file"


def test_photographs_inside_are_made_small_and_lose_what_the_camera_wrote() -> None:
    pages = [photographed((945, 1260), seed) for seed in (1, 2)]
    data = saved(pages[0], "PDF", save_all=True, append_images=pages[1:], quality=95)
    assert len(data) > 2 * 400 * 1024
    (part,) = prepare(data, PART).parts
    assert part.pages == 2
    assert len(part.data) <= 2 * 320 * 1024


def test_a_picture_too_large_to_open_is_refused() -> None:
    def grow(writer: PdfWriter) -> None:
        for image in writer.pages[0].images:
            stream = image.indirect_reference.get_object()
            stream[NameObject("/Width")] = NumberObject(90_000)
            stream[NameObject("/Height")] = NumberObject(90_000)

    assert refusal(changed(saved(written((300, 400)), "PDF"), grow)) == "too_many_dots"


def test_a_long_document_is_cut_between_its_pages() -> None:
    pages = [photographed((600, 800), seed) for seed in range(5)]
    data = saved(pages[0], "PDF", save_all=True, append_images=pages[1:], quality=95)
    at_most = len(data) // 2
    made = prepare(data, at_most)
    assert sum(part.pages for part in made.parts) == 5
    assert all(len(part.data) <= at_most for part in made.parts)
    assert len(made.parts) >= 3
    assert [len(one.data) <= len(data) // 4 for one in prepare(data, 1).parts] == [True] * 5


def test_identical_pictures_are_kept_once() -> None:
    page = written((827, 1169))
    data = saved(page, "PDF", save_all=True, append_images=[page, page], quality=90)
    one = prepare(saved(page, "PDF", quality=90), PART).parts[0].data
    assert len(prepare(data, PART).parts[0].data) < 1.5 * len(one)


def test_a_picture_turned_by_the_document_stays_turned() -> None:
    def turn(writer: PdfWriter) -> None:
        writer.pages[0].rotate(90)

    data = changed(saved(written((413, 584)), "PDF"), turn)
    (shown,) = paper.pictures(prepare(data, PART).parts[0].data, dpi=72)
    assert shown.width > shown.height
    assert isinstance(shown, Image.Image)
    assert PdfReader(BytesIO(data)).pages[0].rotation == 90
