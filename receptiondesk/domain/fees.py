"""What a dossier costs by the published rule, and when the officer has to say it.

A fee left to the provincial council is unknown, never zero (Law on fees and charges; the portal's
"Miễn phí" beside such a remark is a placeholder). A price per page needs a count that the desk
does not keep, so the amount stays open and the officer enters it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from receptiondesk.domain.procedures import FeeRule, FeeState, Procedure
from receptiondesk.domain.text import dong
from receptiondesk.domain.walk_in import WalkIn

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
_BY_OFFICER = "cán bộ nhập số tiền phải thu"
_UNKNOWN_LINE = "Chưa biết mức phí, lệ phí (chưa công bố hoặc do HĐND tỉnh quyết định)"


@dataclass(frozen=True, slots=True)
class FeeDue:
    """What is to be paid.

    ``amount`` is in đồng, ``None`` when the officer has to enter it (fee unknown, priced by
    something the desk does not count, or one of several published prices); ``line`` is the
    sentence for the screen; ``computed`` shows how a price per copy was multiplied
    ("8.000 đồng/bản × 1 = 8.000 đồng"), for screen and receipt, else it is empty.
    """

    amount: int | None
    state: FeeState
    line: str
    computed: str = ""


def of_walk_in(walk_in: WalkIn, procedure: Procedure) -> FeeDue:
    """Return what a submission costs "by rule": the one answer for screen, check and paper.

    The case of the time limit is no case of the fee: the two lists are published apart.
    """
    return due(procedure.fees_for(walk_in.channel), copies=max(walk_in.copies, 1))


def due(rules: Sequence[FeeRule], *, copies: int = 1) -> FeeDue:
    """Return what a dossier costs.

    Several prices (cases, as of 1.004194) are told and none of them is taken: which one holds is
    for the officer to say.

    Args:
        rules: the rules published for the channel, in published order; none = unknown.
        copies: the sets handed in, the desk's only count for a price "per copy"; who makes out
            more copies than that enters the amount.
    """
    if not rules:
        return FeeDue(None, FeeState.UNKNOWN, f"{_UNKNOWN_LINE}.")
    if len({(one.state, one.amount, one.per, one.from_third, one.at_most) for one in rules}) > 1:
        prices = "; ".join(dict.fromkeys(_price(rule) for rule in rules))
        return FeeDue(None, FeeState.UNKNOWN, f"Có nhiều mức: {prices}; {_BY_OFFICER}.")
    return _by_rule(rules[0], copies)


def _by_rule(rule: FeeRule, copies: int) -> FeeDue:
    if rule.state is FeeState.FREE:
        return FeeDue(0, FeeState.FREE, "Miễn phí.")
    if rule.state is FeeState.UNKNOWN or rule.amount is None or rule.review:
        why = f": {rule.note or rule.review}" if rule.note or rule.review else ""
        return FeeDue(None, FeeState.UNKNOWN, f"{_UNKNOWN_LINE}{why}.")
    if rule.per in _ONE_A_DOSSIER:
        return FeeDue(rule.amount, FeeState.FIXED, f"{_price(rule)}.")
    if rule.per in _BY_COPIES and rule.from_third is None:
        amount = rule.amount * copies
        if rule.at_most is not None:
            amount = min(amount, rule.at_most * copies)
        computed = f"{_price(rule)} × {copies} = {dong(amount)}"
        line = f"{computed} (tính theo số bộ hồ sơ; cấp nhiều bản hơn thì nhập số tiền)."
        return FeeDue(amount, FeeState.FIXED, line, computed)
    return FeeDue(None, FeeState.FIXED, f"{_price(rule)}; {_BY_OFFICER}.")


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
