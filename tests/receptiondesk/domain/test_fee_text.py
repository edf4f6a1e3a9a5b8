"""Published fees, read as they stand on the portal."""

import csv
import re
from pathlib import Path

import pytest

from receptiondesk.domain.fee_text import read_fee
from receptiondesk.domain.procedures import FeeState, PublishedChannel

SOURCE = Path(__file__).parents[3] / "resources" / "catalogue" / "source" / "procedures.csv"
FREE, FIXED, UNKNOWN = FeeState.FREE, FeeState.FIXED, FeeState.UNKNOWN
COUNCIL = "(Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định."


def published() -> list[dict[str, str]]:
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def at(channel: PublishedChannel, text: str) -> list[tuple[FeeState, int | None, str, str]]:
    return [(r.state, r.amount, r.per, r.case) for r in read_fee(text) if r.channel is channel]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Miễn phí", [(FREE, None, "", "")]),
        ("Không", [(FREE, None, "", "")]),
        ("Phí : 0 Đồng", [(FREE, None, "", "")]),
        ("Miễn phí (Không quy định.)", [(FREE, None, "", "")]),
        ("Miễn phí (Chưa quy định.)", [(UNKNOWN, None, "", "")]),
        (f"Miễn phí {COUNCIL})", [(UNKNOWN, None, "", "")]),
        (
            "Miễn phí (Thông tư số 60/2023/TT-BTC ngày 07/9/2023 của Bộ Tài chính quy định mức thu",
            [(UNKNOWN, None, "", "")],
        ),
        (f"Trực tuyến: Miễn phí {COUNCIL} | Trực tiếp: Miễn phí", [(UNKNOWN, None, "", "")]),
        ("8,000 đ", [(FIXED, 8_000, "", "")]),
        ("70,000 đ (70.000 đồng/Giấy chứng nhận.)", [(FIXED, 70_000, "giấy chứng nhận", "")]),
        ("Phí: 10.000 đồng/trường hợp.", [(FIXED, 10_000, "trường hợp", "")]),
        (
            "4,500,000 đ ((bốn triệu năm trăm nghìn việt nam đồng)Lệ phí đăng ký nuôi con nuôi)",
            [(FIXED, 4_500_000, "", "")],
        ),
        (
            "Trực tuyến: 5,000 đ (- Gia hạn tạm trú (cá nhân, hộ gia đình): thu 7.000 đồng/lần)",
            [],
        ),
        (
            (
                "Trực tiếp: 10,000 đ (- Đăng ký tạm trú theo danh sách: + Trường hợp nộp "
                "hồ sơ trực tiếp thu 10.000 đồng/người/lần đăng ký;)"
            ),
            [
                (UNKNOWN, None, "", "cá nhân, hộ gia đình"),
                (FIXED, 10_000, "người/lần đăng ký", "theo danh sách"),
            ],
        ),
        (
            (
                "Phí : 50.000 Đồng (50.000 đồng/hồ sơ. Riêng sơ tuyển các ngành năng khiếu: "
                "120.000 đồng/hồ sơ (bao gồm tất cả các môn).)"
            ),
            [
                (FIXED, 50_000, "hồ sơ", "trường hợp khác"),
                (FIXED, 120_000, "hồ sơ", "sơ tuyển các ngành năng khiếu"),
            ],
        ),
        (f"Trực tiếp: 50,000 đ {COUNCIL}", [(UNKNOWN, None, "", "")]),
        ("Trực tiếp: (1) | Trực tiếp: (2)", [(UNKNOWN, None, "", ""), (UNKNOWN, None, "", "")]),
    ],
)
def test_reads_the_fee_at_the_counter(
    text: str, expected: list[tuple[FeeState, int | None, str, str]]
) -> None:
    assert at(PublishedChannel.COUNTER, text) == expected


def test_certified_copies_cost_by_the_page_with_a_ceiling() -> None:
    text = (
        "Phí: 2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa thu không quá "
        "200.000 đồng/bản. Trang là căn cứ để thu phí được tính theo trang của b"
    )
    rule = read_fee(text)[0]
    assert (rule.amount, rule.per, rule.from_third, rule.at_most) == (2000, "trang", 1000, 200_000)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50 đ (50.000đ/giấy thông hành (Thông tư số 25/2021/TT-BTC).)", 50_000),
        ("40 đ (4.000 đ/giấy thông hành (áp dụng đến hết ngày 31/12/2026).)", 4_000),
        ("25 đ (25.000.000đ/giấy thông hành (áp dụng đến hết ngày 31/12/2026).)", None),
        ("700 đ (Phí thẩm định cấp giấy chứng nhận an toàn thực phẩm", None),
    ],
)
def test_misprints_are_marked_and_never_taken_as_printed(text: str, amount: int | None) -> None:
    for rule in read_fee(text):
        assert "in nhầm" in rule.review
        assert rule.amount == amount
        assert rule.state is (FIXED if amount else UNKNOWN)


def test_a_price_that_contradicts_its_own_words_is_unknown() -> None:
    rules = read_fee("5,000 đ (nộp hồ sơ trực tuyến thu 7.000 đồng/lần đăng ký.)")
    assert {rule.state for rule in rules} == {UNKNOWN}
    assert "7.000 đồng" in rules[0].review


def test_nothing_left_to_a_council_is_free() -> None:
    left = [r for r in published() if re.search("hội đồng nhân dân", r["fee_text"], re.IGNORECASE)]
    assert len(left) > 50
    states = {rule.state for r in left for rule in read_fee(r["fee_text"])}
    assert states == {UNKNOWN}


def test_free_are_only_texts_that_say_so_without_a_condition() -> None:
    plain = re.compile(
        r"Miễn phí(?: \((?:Không(?: có| quy định)?\.?)\))?|Không|Phí : 0 Đồng"
        r"|Miễn phí \(Không thu lệ phí .*"
    )
    rows = [r for r in published() if " | " not in r["fee_text"]]
    expected = [r["code"] for r in rows if plain.fullmatch(r["fee_text"])]
    found = [r["code"] for r in rows if any(f.state is FREE for f in read_fee(r["fee_text"]))]
    assert found == expected


def test_every_fixed_price_is_a_real_amount() -> None:
    amounts = {f.amount for r in published() for f in read_fee(r["fee_text"]) if f.state is FIXED}
    assert all(amount and amount >= 1_000 for amount in amounts)
