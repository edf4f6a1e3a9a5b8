"""What a dossier costs by the published rule, and when the officer has to say it.

A fee left to the provincial council is unknown, never zero (Law on fees and charges; the portal's
"Miễn phí" beside such a remark is a placeholder). A price per page needs a count that the desk
does not keep, so the amount stays open and the officer enters it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from receptiondesk.domain.procedures import FeeRule, FeeState
from receptiondesk.domain.text import dong

#: Units of which a dossier is one.
_ONE_A_DOSSIER = frozenset(
    {"", "trường hợp", "hồ sơ", "lần", "lần đăng ký", "giao dịch", "di chúc", "việc"}
)
#: Units that the number of copies counts: one paper comes out for each.
_BY_COPIES = frozenset(
    {
        "bản",
        "bản sao",
        "bộ",
        "giấy",
        "giấy chứng nhận",
        "giấy thông hành",
        "thẻ căn cước",
        "văn bản",
        "văn bản xác nhận",
    }
)
_UNKNOWN_LINE = "Chưa biết mức phí, lệ phí (chưa công bố hoặc do HĐND tỉnh quyết định)"


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What is to be paid.

    ``amount`` is in đồng, ``None`` when the officer has to enter it (fee unknown, priced per
    page, or one of several ``cases`` to choose from); ``line`` is the sentence for screen and
    receipt.
    """

    amount: int | None
    state: FeeState
    line: str
    cases: tuple[str, ...] = ()


def due(rules: Sequence[FeeRule], *, copies: int = 1, case: str = "") -> FeeDue:
    """Return what a dossier costs.

    Args:
        rules: the rules published for the channel, in published order; none = unknown.
        copies: how many copies, for a price "per copy".
        case: the case that the clerk chose; empty takes the rule that always holds.
    """
    cases = tuple(dict.fromkeys(rule.case for rule in rules if rule.case))
    holding = _holding(rules, case)
    if not holding:
        return FeeDue(None, FeeState.UNKNOWN, f"{_UNKNOWN_LINE}.", cases)
    if len({(rule.state, rule.amount, rule.per) for rule in holding}) > 1:
        prices = "; ".join(_price(rule) for rule in holding)
        return FeeDue(None, FeeState.UNKNOWN, f"Có nhiều mức: {prices}.", cases)
    return _by_rule(holding[0], copies, cases)


def _holding(rules: Sequence[FeeRule], case: str) -> list[FeeRule]:
    chosen = [rule for rule in rules if case and rule.case == case]
    return chosen or [rule for rule in rules if not rule.case] or list(rules)


def _by_rule(rule: FeeRule, copies: int, cases: tuple[str, ...]) -> FeeDue:
    if rule.state is FeeState.FREE:
        return FeeDue(0, FeeState.FREE, "Miễn phí.", cases)
    if rule.state is FeeState.UNKNOWN or rule.amount is None or rule.review:
        why = f": {rule.note or rule.review}" if rule.note or rule.review else ""
        return FeeDue(None, FeeState.UNKNOWN, f"{_UNKNOWN_LINE}{why}.", cases)
    if rule.per in _ONE_A_DOSSIER:
        return FeeDue(rule.amount, FeeState.FIXED, f"{_price(rule)}.", cases)
    if rule.per in _BY_COPIES and rule.from_third is None:
        amount = rule.amount * copies
        if rule.at_most is not None:
            amount = min(amount, rule.at_most * copies)
        line = f"{_price(rule)} × {copies} = {dong(amount)}." if copies > 1 else f"{_price(rule)}."
        return FeeDue(amount, FeeState.FIXED, line, cases)
    return FeeDue(None, FeeState.FIXED, f"{_price(rule)}; cán bộ nhập số tiền phải thu.", cases)


def _price(rule: FeeRule) -> str:
    """Return one rule in words: "2.000 đồng/trang, từ trang thứ ba 1.000 đồng, tối đa …"."""
    if rule.state is FeeState.FREE:
        price = "miễn phí"
    elif rule.amount is None or rule.state is FeeState.UNKNOWN:
        price = "chưa biết"
    else:
        price = dong(rule.amount) + (f"/{rule.per}" if rule.per else "")
    if rule.from_third is not None:
        price += f", từ {rule.per or 'trang'} thứ ba {dong(rule.from_third)}"
    if rule.at_most is not None:
        price += f", tối đa {dong(rule.at_most)}/bản"
    return f"{price} ({rule.case})" if rule.case else price


def pages(rule: FeeRule, page_count: int) -> int | None:
    """Return the price of one certified copy of so many pages, ``None`` for another kind of rule.

    Source: Circular 226/2016/TT-BTC as the catalogue publishes it for 2.000815: a price a page,
    a lower one from the third page, at most so much a copy.
    """
    if rule.amount is None or rule.state is not FeeState.FIXED or rule.per != "trang":
        return None
    full = min(page_count, 2)
    rest = rule.from_third if rule.from_third is not None else rule.amount
    price = rule.amount * full + rest * (page_count - full)
    return price if rule.at_most is None else min(price, rule.at_most)
