"""Reads a published fee ("Phí, lệ phí") into fee rules per channel.

"Miễn phí" is the portal's default word and often stands beside a remark that leaves the fee to
the provincial council (HĐND) or to a circular: such a fee is unknown, never zero (issue 2 §2,
regulation.md 7.1). A price is taken only where the text states one; prices under 1,000 đồng are
misprints of the publisher and are marked for review (reference/README.md).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from receptiondesk.domain.limit_text import ALL_CHANNELS, split_channels
from receptiondesk.domain.procedures import FeeRule, FeeState, PublishedChannel
from receptiondesk.domain.text import clean_line, dong

LEAST_PLAUSIBLE = 1_000
MOST_PLAUSIBLE_MISPRINT = 1_000_000
_NOTE_AT_MOST = 160
_PLAIN_AT_MOST = 30
_COUNTER = PublishedChannel.COUNTER

_COUNCIL = re.compile(r"hội đồng nhân dân|HĐND", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?:(?:Phí|Lệ phí)\s*:\s*)?(?P<amount>\d[\d.,]*)\s*(?:đồng|đ)(?:/(?P<per>[^(;.]+))?"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PRICE = re.compile(
    r"(?P<amount>\d[\d.]*)\s*(?:đồng|đ)\s*(?:/\s*(?P<per>[^\d.;,()]+))?", re.IGNORECASE
)
_STEPPED = re.compile(
    r"từ trang thứ 3 trở lên thu (?P<third>[\d.]+) đồng/trang, tối đa thu không quá "
    r"(?P<most>[\d.]+) đồng/bản",
    re.IGNORECASE,
)
_SPECIAL = re.compile(
    r"Riêng (?P<case>[^:]+):\s*(?P<amount>[\d.]+) đồng(?:/(?P<per>[^(.;]+))?", re.IGNORECASE
)
_NOT_CHARGED = re.compile(r"^(?:không|không có|không quy định)?[.\s]*$", re.IGNORECASE)
_FREE_REASON = re.compile(r"^(?:không thu lệ phí|miễn lệ phí\.|phí cấp bản sao)", re.IGNORECASE)
_BY_LIST = re.compile(r"^-?\s*[^:]*\btheo danh sách\s*:", re.IGNORECASE)
_BY_HOUSEHOLD = re.compile(r"^-?\s*[^:(]*\(cá nhân, hộ gia đình\)\s*:", re.IGNORECASE)
_IN_WORDS = re.compile(r"^\([^()]*đồng\)")
_UNIT_END = re.compile(r"\s+(?:của|trong|về|đã|theo)\b.*$", re.IGNORECASE)

LIST_CASE = "theo danh sách"
HOUSEHOLD_CASE = "cá nhân, hộ gia đình"


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the text: where it holds, what it says, what stands in its brackets."""

    channels: tuple[PublishedChannel, ...]
    body: str
    remark: str


def read_fee(text: str) -> tuple[FeeRule, ...]:
    """Read one published text.

    A text that names no channel holds on every channel; a channel that the text leaves out has
    no rule, which means unknown. Where any part leaves the fee to a council or to another text,
    no "Miễn phí" of the same procedure counts as zero.

    Args:
        text: the text as published, parts separated by " | "; some are cut by the publisher.

    Returns:
        The rules by channel, each channel's in published order; none when nothing is published.
    """
    parts = _parts(clean_line(text))
    if not parts:
        return ()
    left_open = bool(_COUNCIL.search(text)) or any(_leaves_open(part) for part in parts)
    rules = [
        replace(rule, channel=channel)
        for part in parts
        for rule in _read_part(part, left_open=left_open)
        for channel in part.channels
    ]
    return tuple(sorted(rules, key=lambda rule: ALL_CHANNELS.index(rule.channel)))


def _parts(text: str) -> tuple[_Part, ...]:
    return tuple(_part(segment) for segment in text.split(" | ") if segment)


def _part(segment: str) -> _Part:
    channels, body = split_channels(segment)
    if channels == ALL_CHANNELS and not re.match(r"miễn phí|không|phí|lệ phí|\d", body.lower()):
        return _Part((), body, "")  # a part the publisher cut inside the channel's name
    opening = body.find("(")
    remark = _IN_WORDS.sub("", body[opening + 1 :].strip()) if opening >= 0 else ""
    if remark.endswith(")") and remark.count(")") > remark.count("("):
        remark = remark[:-1].strip()
    return _Part(channels, body if opening < 0 else body[:opening].strip(), remark)


def _is_free_word(part: _Part) -> bool:
    return part.body.lower().rstrip(".") in {"miễn phí", "không", "phí : 0 đồng"}


def _leaves_open(part: _Part) -> bool:
    """Tell a "Miễn phí" whose remark says that a fee is set elsewhere."""
    settled = _NOT_CHARGED.match(part.remark) or _FREE_REASON.match(part.remark)
    return _is_free_word(part) and not settled


def _read_part(part: _Part, *, left_open: bool) -> Iterable[FeeRule]:
    if not part.channels:
        return []
    if _is_free_word(part):
        return [_free_or_unknown(part, left_open=left_open)]
    head = _HEAD.match(part.body)
    if head is None:
        review = f"Cổng ghi “{part.body or part.remark}”, không có mức phí"
        return [FeeRule(_COUNTER, FeeState.UNKNOWN, review=review)]
    return _priced(part, head)


def _free_or_unknown(part: _Part, *, left_open: bool) -> FeeRule:
    note = _shorten(part.remark)
    if not left_open:
        return FeeRule(_COUNTER, FeeState.FREE, note="" if _NOT_CHARGED.match(note) else note)
    if not part.remark:
        note = "Cổng ghi “Miễn phí” nhưng cách nộp khác của thủ tục này để ngỏ mức phí"
    return FeeRule(_COUNTER, FeeState.UNKNOWN, note=note)


def _priced(part: _Part, head: re.Match[str]) -> list[FeeRule]:
    amount = _number(head["amount"])
    if _COUNCIL.search(part.remark) and "quyết định" in part.remark:
        note = f"Cổng ghi {dong(amount)}; mức cụ thể do HĐND cấp tỉnh quyết định"
        return [FeeRule(_COUNTER, FeeState.UNKNOWN, note=note)]
    prices = [(_number(m["amount"]), _unit(m["per"] or "")) for m in _PRICE.finditer(part.remark)]
    base = FeeRule(
        _COUNTER,
        FeeState.FIXED,
        amount,
        per=_unit(head["per"] or "") or next((per for n, per in prices if per and n == amount), ""),
        note=_note(part),
    )
    if amount < LEAST_PLAUSIBLE:
        return [_mend_misprint(base, prices)]
    stated = [n for n, _ in prices if n]
    if stated and amount not in stated:
        review = f"Cổng ghi {dong(amount)} nhưng lời văn ghi {dong(stated[0])}"
        return [_unknown(base, review)]
    if prices and not stated:
        base = replace(base, per=base.per or prices[0][1], review="Lời văn bị mất chữ số")
    return _with_cases(_stepped(base, head["rest"]), part)


def _mend_misprint(base: FeeRule, prices: list[tuple[int, str]]) -> FeeRule:
    """Take the price that the words state when it has the misprint's digits and is plausible."""
    printed = base.amount or 0
    for price, per in prices:
        same_digits = str(price).rstrip("0") == str(printed).rstrip("0")
        if same_digits and LEAST_PLAUSIBLE <= price <= MOST_PLAUSIBLE_MISPRINT:
            review = f"Cổng in nhầm {dong(printed)}; lời văn ghi {dong(price)}"
            return replace(base, amount=price, per=per, review=review)
    return _unknown(base, f"Cổng in nhầm {dong(printed)}; chưa rõ mức đúng")


def _unknown(base: FeeRule, review: str) -> FeeRule:
    return replace(base, state=FeeState.UNKNOWN, amount=None, per="", review=review)


def _stepped(base: FeeRule, rest: str) -> FeeRule:
    step = _STEPPED.search(rest)
    if step is None:
        return base
    return replace(base, from_third=_number(step["third"]), at_most=_number(step["most"]), note="")


def _with_cases(base: FeeRule, part: _Part) -> list[FeeRule]:
    """Split off the cases that the remark names; an individual's price is not a list's price."""
    special = _SPECIAL.search(part.remark)
    if special:
        price, per = _number(special["amount"]), _unit(special["per"] or "")
        extra = replace(base, amount=price, per=per, case=special["case"].strip(), note="")
        return [replace(base, case="trường hợp khác", note=""), extra]
    if _BY_LIST.match(part.remark):
        open_rule = FeeRule(
            _COUNTER, FeeState.UNKNOWN, case=HOUSEHOLD_CASE, note="Cổng chỉ ghi mức theo danh sách"
        )
        return [open_rule, replace(base, case=LIST_CASE)]
    if _BY_HOUSEHOLD.match(part.remark):
        return [replace(base, case=HOUSEHOLD_CASE)]
    return [base]


def _note(part: _Part) -> str:
    """Return the remark unless it only repeats the price."""
    rest = _PRICE.sub("", part.remark).strip(" .;:()-")
    words = rest.lower()
    plain = not words or (
        len(words) <= _PLAIN_AT_MOST and words.startswith(("phí", "lệ phí", "mức thu"))
    )
    return "" if plain else _shorten(part.remark)


def _shorten(text: str) -> str:
    tidy = text.lstrip(" -(").rstrip()
    return tidy if len(tidy) <= _NOTE_AT_MOST else f"{tidy[: _NOTE_AT_MOST - 1].rstrip()}…"


def _unit(text: str) -> str:
    unit = _UNIT_END.sub("", clean_line(text)).strip(" -").lower()
    return "lần" if unit == "lần đăng ký" else unit


def _number(text: str) -> int:
    return int(re.sub(r"[.,]", "", text))
