"""The receipt on a roll: the form's fields in the form's order, as long as what they say."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from receptiondesk.printing import receipt_roll
from receptiondesk.printing.receipt_code import payload
from receptiondesk.printing.receipt_data import Issue, PaperLine
from tests.receptiondesk.printing import samples
from tests.receptiondesk.printing.test_receipt import IN_ORDER, by_proxy
from tests.support import paper

#: What a thermal printer of 80 mm lays down.
THERMAL = 203


def test_the_form_s_fields_stand_in_the_form_s_order() -> None:
    text, found = paper.squeezed(paper.words(receipt_roll.render(by_proxy()))), 0
    # On a roll the number stands beside the office, above the state's name.
    office, state = IN_ORDER[:2], IN_ORDER[2:4]
    number, rest = IN_ORDER[4], IN_ORDER[5:]
    for part in (*office, number, *state, *rest):
        found = text.find(paper.squeezed(part), found)
        assert found >= 0, f"{part!r} is missing or out of order in {text!r}"


def test_it_is_as_wide_as_the_roll_and_as_long_as_its_text() -> None:
    heights = []
    for count in (0, 5, 40):
        papers = tuple(PaperLine(f"Giấy tờ thứ {at}") for at in range(1, count + 1))
        reader = PdfReader(BytesIO(receipt_roll.render(samples.receipt(papers=papers))))
        assert len(reader.pages) == 2
        boxes = [(float(one.mediabox.width), float(one.mediabox.height)) for one in reader.pages]
        assert boxes[0] == boxes[1]
        assert boxes[0][0] == pytest.approx(80 * 72 / 25.4, abs=0.01)
        heights.append(boxes[0][1])
    assert heights[0] < heights[1] < heights[2]
    text = paper.words(receipt_roll.render(samples.receipt(papers=papers)))
    assert text.count("Giấy tờ thứ 40") == 2


def test_both_codes_are_read_from_either_copy_as_the_printer_lays_them_down() -> None:
    data = samples.receipt()
    wanted = {("QR", payload(data)), ("Code 128", data.code)}
    assert [set(found) for found in paper.codes(receipt_roll.render(data), THERMAL)] == [wanted] * 2


@pytest.mark.parametrize("dpi", [paper.DPI, 100])
def test_the_look_up_code_is_read_from_a_poor_picture(dpi: int) -> None:
    data = samples.receipt()
    for found in paper.codes(receipt_roll.render(data), dpi):
        assert ("QR", payload(data)) in found


def test_the_code_stands_at_the_upper_left() -> None:
    page = paper.pictures(receipt_roll.render(samples.receipt()))[0]
    code = next(one for one in paper.found(page) if "|" in one.text)
    assert code.position.top_left.x < page.width / 8
    assert code.position.bottom_right.x < page.width / 2


def test_nothing_is_set_beside_the_roll() -> None:
    page = paper.pictures(receipt_roll.render(by_proxy()), 100)[0]
    margin = round(2 / 25.4 * 100)
    for box in ((0, 0, margin, page.height), (page.width - margin, 0, page.width, page.height)):
        assert page.crop(box).getextrema()[0] > 200


def test_stamps_and_bytes_are_those_of_other_sizes() -> None:
    data = samples.receipt(issue=Issue(2, cancelled=True, practice=True, cancel_reason="Nhầm"))
    text = paper.words(receipt_roll.render(data))
    assert "HỒ SƠ ĐÃ HỦY" in text
    assert "BẢN THỰC HÀNH" in text
    assert receipt_roll.render(data) == receipt_roll.render(replace(data))


def test_a_receipt_longer_than_any_page_goes_on() -> None:
    papers = tuple(PaperLine(f"Giấy tờ số {at} " + "rất dài " * 60) for at in range(1, 300))
    roll = receipt_roll.render(samples.receipt(papers=papers))
    reader = PdfReader(BytesIO(roll))
    assert len(reader.pages) > 2
    assert all(float(page.mediabox.height) < 14_400 for page in reader.pages)
    text = paper.words(roll)
    assert [at for at in range(1, 300) if text.count(f"Giấy tờ số {at} rất") != 2] == []
