import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import fees
from receptiondesk.domain.procedures import FeeRule, FeeState, PublishedChannel


def rule(state=FeeState.FIXED, amount=None, **more):
    return FeeRule(PublishedChannel.COUNTER, state, amount, **more)


PAGES = rule(amount=2_000, per="trang", from_third=1_000, at_most=200_000)


@pytest.mark.parametrize(
    ("rules", "copies", "amount", "state", "says"),
    [
        ([], 1, None, FeeState.UNKNOWN, "Chưa biết mức phí"),
        ([rule(FeeState.UNKNOWN, note="do HĐND tỉnh")], 1, None, FeeState.UNKNOWN, "HĐND"),
        ([rule(FeeState.FREE)], 3, 0, FeeState.FREE, "Miễn phí."),
        ([rule(amount=150_000)], 3, 150_000, FeeState.FIXED, "150.000 đồng."),
        ([rule(amount=10_000, per="trường hợp")], 2, 10_000, FeeState.FIXED, "/trường hợp"),
        (
            [rule(amount=8_000, per="bản")],
            1,
            8_000,
            FeeState.FIXED,
            "8.000 đồng/bản × 1 = 8.000 đồng",
        ),
        (
            [rule(amount=8_000, per="bản")],
            3,
            24_000,
            FeeState.FIXED,
            "× 3 = 24.000 đồng (tính theo số bộ",
        ),
        ([rule(amount=8_000, per="bản", at_most=5_000)], 2, 10_000, FeeState.FIXED, "tối đa"),
        ([PAGES], 1, None, FeeState.FIXED, "từ trang thứ ba 1.000 đồng, tối đa 200.000 đồng/bản"),
        ([rule(amount=25, review="Cổng ghi 25 đồng")], 1, None, FeeState.UNKNOWN, "25 đồng"),
        ([rule(amount=5_000, per="người/lần")], 1, None, FeeState.FIXED, "cán bộ nhập"),
    ],
)
def test_a_fee_is_what_is_published_and_no_guess(rules, copies, amount, state, says):
    due = fees.due(tuple(rules), copies=copies)
    assert (due.amount, due.state) == (amount, state)
    assert says in due.line


def test_of_several_prices_none_is_taken_and_all_are_told():
    rules = (rule(amount=20_000), rule(amount=5_000, case="theo danh sách"))
    assert fees.due(rules).amount is None
    assert "20.000 đồng; 5.000 đồng (theo danh sách); cán bộ nhập" in fees.due(rules).line
    only_cases = (rule(amount=1_000, case="một"), rule(amount=2_000, case="hai"))
    due = fees.due(only_cases)
    assert due.amount is None
    assert due.state is FeeState.UNKNOWN
    assert "1.000 đồng (một); 2.000 đồng (hai)" in due.line
    alike = (rule(amount=1_000, case="một"), rule(amount=1_000, case="hai"))
    assert fees.due(alike).amount == 1_000


def test_only_a_price_per_copy_is_computed():
    assert fees.due((rule(amount=8_000, per="bản"),)).computed == "8.000 đồng/bản × 1 = 8.000 đồng"
    assert fees.due((rule(amount=8_000, per="lần"),), copies=3).computed == ""
    assert fees.due((PAGES,)).computed == ""


@pytest.mark.parametrize(
    ("pages", "price"), [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000), (500, 200_000)]
)
def test_certified_copies_cost_less_from_the_third_page_and_have_a_ceiling(pages, price):
    assert fees.pages(PAGES, pages) == price


def test_other_rules_have_no_price_per_page():
    assert fees.pages(rule(amount=10_000, per="trường hợp"), 3) is None
    assert fees.pages(rule(FeeState.UNKNOWN, per="trang"), 3) is None


@given(st.integers(1, 400))
def test_one_more_page_never_costs_less(pages):
    assert fees.pages(PAGES, pages) <= fees.pages(PAGES, pages + 1)
