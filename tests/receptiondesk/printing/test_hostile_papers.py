"""Whatever stands in the data of any paper, all of it comes out, on the paper, and seen."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptiondesk.domain.procedures import FeeRule, FeeState, Procedure, RequiredPaper
from receptiondesk.printing import day_sheet, fonts, receipt, receipt_roll
from receptiondesk.printing.forms import labels, queue_slip
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.marks import POINT
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.receipt_data import Issue, Mentions, PaperLine, Party, ReceiptData
from receptiondesk.printing.sheet import Size
from tests.receptiondesk.printing import samples, test_day_sheet, walls
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.forms.test_hostile import HOSTILE, PLAIN
from tests.support import paper
from tests.support.painted import QR, Painted, noted

Maker = Callable[[str], bytes]
LONG = 10_000
#: Pages that ten thousand letters may take.
PAGES_AT_MOST = 100
#: No longer can they be: names of people and the office's own settings, lines of an intake, names
#: of procedures (`checks`, `settings.parsing`, `catalogue_reading`).
NAME, LINE, TITLE = 255, 500, 1_000
#: Millimetres that a module has at least (docs/papers.md).
LEAST_MODULE = 0.529


def receipt_with(text: str) -> ReceiptData:
    """Return a receipt with a text wherever one can stand but in its codes."""
    name, line = text[:NAME], text[:LINE]
    party = Party(name, "036190123456", line, line, line)
    return samples.receipt(
        owner=party,
        submitter=party,
        authority=line,
        procedure_name=text[:TITLE],
        limit=line,
        result_at=line,
        officer=name,
        papers=(PaperLine(text), PaperLine(text, 0, 3)),
        mentions=Mentions(fee=text, due=text, other_codes=text, memo=text),
        issue=Issue(number=2, cancelled=True, cancel_reason=text),
    )


def procedure_with(text: str) -> Procedure:
    """Return a procedure with a text wherever one can stand but in its address."""
    return samples.procedure(
        1,
        name=text[:TITLE],
        field=text[:NAME],
        fees=(FeeRule(samples.COUNTER, FeeState.FIXED, 8000, text, case=text),),
        papers=(RequiredPaper("1", text, case=text, form=text),),
        applicants=text,
        result=text,
        competent_body=text,
        legal_basis=text,
        decision=text,
    )


def notice_with(kind: NoticeKind, on: Paper, text: str) -> bytes:
    own = text[:NAME]
    head = Letterhead(
        parent=own, name=own, desk=own, address=own, phone=own, hotline=own,
        lookup_url="https://dichvucong.example.vn/tra-cuu", mailing=own, website=own, email=own,
    )  # fmt: skip
    return walls.made(kind, on, samples.notices(procedure_with(text), letterhead=head))


def day_with(text: str) -> bytes:
    head = Letterhead(text[:NAME], text[:NAME], text[:NAME])
    counted = replace(test_day_sheet.DATA.figures.counted, reason=text)
    figures = replace(test_day_sheet.DATA.figures, counted=counted)
    return day_sheet.render(
        replace(test_day_sheet.DATA, letterhead=head, officer=text[:NAME], figures=figures)
    )


def label_with(text: str) -> bytes:
    item = replace(papers.ITEM, name=text[:NAME], address=text, phone=text[:LINE])
    return labels.render(papers.labelled(items=(item,)))


MAKERS: dict[str, Maker] = {
    "receipt A5": lambda text: receipt.render(receipt_with(text), Size.A5),
    "receipt A4": lambda text: receipt.render(receipt_with(text), Size.A4),
    "receipt roll": lambda text: receipt_roll.render(receipt_with(text)),
    "labels": label_with,
    "slip": lambda text: queue_slip.render(papers.queued(service=text, counter=text)),
    "slip A5": lambda text: queue_slip.render(papers.queued(service=text, roll=False)),
    "day sheet": day_with,
    **{kind.value: partial(notice_with, kind, Paper()) for kind in NoticeKind},
    "list across": partial(notice_with, NoticeKind.LIST, Paper(landscape=True)),
    "sheets across large": partial(
        notice_with, NoticeKind.SHEETS, Paper(Size.A3, landscape=True, large=True)
    ),
}
#: The poster says nothing but the office's name, in capitals; the others what stands in the data.
EVERY = st.sampled_from(sorted(MAKERS))


def drawn(text: str) -> str:
    """Return how a text shall be seen: letters without blanks, holes for what no font has."""
    return paper.squeezed(fonts.load().drawable(text)).casefold()


def said(painted: Painted) -> str:
    pieces = (mark.text for side, _ in painted.sides for _, mark in painted.words(side))
    return paper.squeezed("".join(pieces)).casefold()


def beyond(painted: Painted) -> list[str]:
    """Return the pieces of text of which any part lies off the paper."""
    letters = fonts.load()
    found = []
    for side, (width, height) in painted.sides:
        for left, mark in painted.words(side):
            wide = letters.width(mark.face, mark.size, mark.text) * POINT
            high = mark.size * POINT
            x = left + mark.x
            if x < 0 or x + wide > width or mark.y - high < -1 or mark.y + high * 0.3 > height:
                found.append(f"{mark.text[:40]!r} at {x:.1f}, {mark.y:.1f} of {width, height}")
    return found


def scattered(wanted: str, printed: str) -> bool:
    """Whether a text's letters come one after the other, with others in between."""
    rest = iter(printed)
    return all(letter in rest for letter in wanted)


@settings(max_examples=40, deadline=None)
@given(EVERY, HOSTILE)
def test_hostile_text_comes_out_whole_and_on_the_paper(name: str, text: str) -> None:
    _, painted = noted(lambda: MAKERS[name](text))
    assert beyond(painted) == []
    if name != NoticeKind.POSTER.value:
        assert scattered(drawn(text), said(painted))


@settings(max_examples=20, deadline=None)
@given(EVERY, PLAIN)
def test_what_is_painted_can_be_taken_out_of_the_file(name: str, text: str) -> None:
    pdf, painted = noted(lambda: MAKERS[name](text))
    # A stamp across the page is read too, wherever its letters lie between the lines.
    assert not Counter(said(painted)) - Counter(paper.squeezed(paper.words(pdf)).casefold())


LONG_TEXTS = {
    "words": "Ký tự " * (LONG // 6),
    "one word": "W" * LONG,
    "decomposed": unicodedata.normalize("NFD", "ế") * LONG,
    "emoji": "😀" * LONG,
}
CASES = [
    *[(name, text) for name in ("receipt A5", "list") for text in LONG_TEXTS],
    *[(name, "one word") for name in ("receipt A4", "receipt roll", "office", "list across")],
    *[(name, "words") for name in ("sheets", "sheets across large", "labels", "slip", "day sheet")],
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_ten_thousand_characters_go_on_over_pages(name: str, kind: str) -> None:
    text = LONG_TEXTS[kind]
    _, painted = noted(lambda: MAKERS[name](text))
    assert beyond(painted) == []
    assert 1 <= len(painted.sides) <= PAGES_AT_MOST
    printed = said(painted)
    letter = drawn(text)[0]
    assert printed.count(letter) >= drawn(text).count(letter)
    for side, _ in painted.sides:
        assert any(mark.text.strip() for _, mark in painted.words(side))


@pytest.mark.parametrize("name", sorted(MAKERS))
@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u200b\u202e"], ids=["none", "blank", "line", "unseen"]
)
def test_papers_of_nothing_are_papers_all_the_same(name: str, text: str) -> None:
    pdf, painted = noted(lambda: MAKERS[name](text))
    assert beyond(painted) == []
    assert re.search(r"\w", paper.words(pdf))


def test_signs_of_other_scripts_are_seen_as_holes() -> None:
    for name in ("receipt A5", "labels", "slip", "list", "day sheet"):
        assert re.search("□ Ánh □ □□□", paper.words(MAKERS[name]("王 Ánh 😀 بجد"))), name


@pytest.mark.parametrize("kind", [NoticeKind.LIST, NoticeKind.SHEETS])
def test_an_address_that_no_code_can_hold_gives_way_to_the_office_s_own(kind: NoticeKind) -> None:
    far = samples.procedure(portal_url="https://dichvucong.example.vn/" + "a" * LONG)
    near = samples.procedure(portal_url="https://dichvucong.example.vn/" + "a" * 400)
    for one, wanted in ((far, samples.LETTERHEAD.lookup_url), (near, near.portal_url)):
        _, painted = noted(lambda one=one: walls.made(kind, Paper(), samples.notices(one)))  # type: ignore[misc]
        (code,) = [
            code for side, _ in painted.sides for code in painted.codes(side) if code.kind == QR
        ]
        assert code.text == wanted
        assert code.module > LEAST_MODULE


def test_a_receipt_s_code_is_legible_however_much_it_says() -> None:
    head = replace(samples.LETTERHEAD, system="Hệ thống " * 28)
    for render in (receipt.render, receipt_roll.render):
        _, painted = noted(lambda render=render: render(samples.receipt(letterhead=head)))  # type: ignore[misc]
        assert beyond(painted) == []
        for side, area in painted.sides:
            assert all(code.on(area) for code in painted.codes(side))
            assert [c.module > LEAST_MODULE for c in painted.codes(side) if c.kind == QR] == [True]
