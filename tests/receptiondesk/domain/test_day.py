"""The rules of a day's book that need no file: holes and their reasons, seals, money, spelling."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import day_words
from receptiondesk.domain.day import (
    Counted,
    Dossiers,
    Figures,
    Gap,
    Money,
    NumberLine,
    Papers,
    Stretch,
    Sum,
    UnknownFee,
    Why,
    explained,
    fingerprint,
    seal_of,
)
from receptiondesk.domain.day_json import from_json, to_json
from receptiondesk.domain.events import GENESIS
from receptiondesk.domain.numbering import NumberRange

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 5, tzinfo=UTC)
BOOK = Stretch(DAY, 1, 1, 9)
FIGURES = Figures(
    dossiers=Dossiers(received=3, overdue=1, due_next_day=date(2026, 11, 25)),
    numbers=(
        NumberLine(
            "official",
            DAY,
            1,
            (NumberRange(1, 147), NumberRange(149, 150)),
            (4, 5),
            (Gap(148, 148, Why.UNEXPLAINED.value), Gap(151, 200, "restored")),
        ),
    ),
    money=Money(cash=Sum(2, 16_000), unknown=(UnknownFee("H56.14-261123-0009", "cash"),)),
    counted=Counted(15_000, None, "thối nhầm"),
    papers=Papers(3, 1, {"silent": 1}),
    of_day={"opencps": {"waiting": 2}},
    bound=(("TAM-1-261123-0001", "H56.14-261123-0077"),),
    covers=(date(2026, 11, 20),),
)

_RUNS = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(
    lambda told: Gap(told[0], told[0] + told[1], "restored")
)


@given(st.integers(1, 60), st.integers(0, 40), st.lists(_RUNS, max_size=6))
def test_a_hole_is_divided_without_rest_and_only_what_nothing_covers_is_unexplained(
    first: int, more: int, reasons: list[Gap]
) -> None:
    hole = NumberRange(first, first + more)
    parts = list(explained(hole, reasons))
    told = [n for part in parts for n in range(part.first, part.last + 1)]
    assert told == list(range(hole.first, hole.last + 1))
    for part in parts:
        for number in range(part.first, part.last + 1):
            covered = any(one.first <= number <= one.last for one in reasons)
            assert (part.why == Why.UNEXPLAINED) is not covered


def test_figures_survive_the_file() -> None:
    assert from_json(to_json(FIGURES)) == FIGURES


def test_a_seal_depends_on_every_part() -> None:
    parts = (BOOK, "ab", to_json(FIGURES), "Lan", AT)
    seal = seal_of(*parts)
    others: tuple[tuple[Stretch, str, object, str, datetime], ...] = (
        (Stretch(DAY, 2, 1, 9), *parts[1:]),
        (Stretch(DAY, 1, 1, 8), *parts[1:]),
        (Stretch(DAY, 1, 1, 9, "1" + GENESIS[1:]), *parts[1:]),
        (BOOK, "ac", *parts[2:]),
        (BOOK, "ab", {}, "Lan", AT),
        (BOOK, "ab", parts[2], "Lam", AT),
        (BOOK, "ab", parts[2], "Lan", AT.replace(minute=6)),
    )
    assert len({seal, *(seal_of(*one) for one in others)}) == len(others) + 1


def test_a_fingerprint_is_four_groups_of_four() -> None:
    assert fingerprint("3f9a10c277b0e4d1" + "0" * 48) == "3F9A-10C2-77B0-E4D1"


def test_counted_is_compared_only_where_somebody_counted() -> None:
    money = Money(cash=Sum(1, 8_000))
    assert Counted().differences(money) == (None, None)
    assert not Counted().differs(money)
    assert Counted(8_000).differences(money) == (0, None)
    assert Counted(8_000, 1).differs(money)


def test_the_words_name_what_somebody_should_look_at() -> None:
    (line,) = FIGURES.numbers
    assert day_words.line_runs(line) == "0001–0147, 0149–0150"
    notes = list(day_words.line_notes(line))
    assert [(note.label, note.alarm) for note in notes] == [
        ("0148", True),
        ("0151–0200", False),
        ("0004–0005", False),
    ]
    rows = {row.label: row for row in day_words.money_rows(FIGURES.money)}
    assert rows["Đã thu, chưa ghi số tiền"].value == "1 hồ sơ: H56.14-261123-0009"
    assert rows["Đã thu, chưa ghi số tiền"].alarm
    assert day_words.signed(-1_000) == "thiếu 1.000 đồng"
    assert "Gộp cả những ngày chưa khóa: 20/11/2026." in day_words.remarks(FIGURES, DAY)


def test_what_is_carried_over_by_hand_is_not_called_sent() -> None:
    sendings = {"hkd": {"unprovable": 3, "waiting": 2}, "tinh": {"unprovable": 1, "waiting": 4}}
    by_hand, sent = day_words.sending_rows(sendings, {"hkd"})
    assert (by_hand.label, by_hand.value) == ("Chuyển tay hkd", "đã chuyển tay 3; chờ chuyển tay 2")
    assert sent.label == "Cổng tinh"
    assert sent.value == "đã gửi, không kiểm chứng được 1; chờ gửi 4"


def test_a_code_of_a_portal_beside_an_official_one_is_not_called_the_official_one() -> None:
    one = "H56.14-261123-0001"
    pairs = ((one, "H29.17-261123-0004"), (one, "BO-2026-000123"), *FIGURES.bound)
    said = day_words.remarks(replace(FIGURES, bound=pairs), DAY)
    assert "Mã tạm đã có mã chính thức: TAM-1-261123-0001 → H56.14-261123-0077." in said
    assert "Có 1 hồ sơ đã có mã chính thức được cổng cấp thêm mã riêng." in said
