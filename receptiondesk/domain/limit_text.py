"""Reads a published time limit ("Thời hạn giải quyết") into limits per channel.

The national portal publishes the limit as prose. What the prose leaves open stays open: an empty
text, "Không quy định" and a bare 0 or 1 give no limit; a bare number of two or more counts as
working days and says that its unit was not published (issue 2 §2, after the observation on
1.001266 in regulation.md 4.1). Decree 63/2010 art. 8.2 makes the limit a part of a procedure.
"""

import re
from dataclasses import dataclass, replace

from receptiondesk.domain.procedures import After15, LimitUnit, PublishedChannel, TimeLimit
from receptiondesk.domain.text import clean_line

ALL_CHANNELS = tuple(PublishedChannel)
UNIT_WORDS = {
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.DAYS: "ngày",
    LimitUnit.HOURS: "giờ",
    LimitUnit.SAME_DAY: "trong ngày",
}
_CHANNEL_WORDS = {
    "trực tiếp": PublishedChannel.COUNTER,
    "trực tuyến": PublishedChannel.ONLINE,
    "dịch vụ bưu chính": PublishedChannel.POST,
}
_PREFIX = re.compile(
    r"^((?:Trực tiếp|Trực tuyến|Dịch vụ bưu chính)"
    r"(?:/(?:Trực tiếp|Trực tuyến|Dịch vụ bưu chính))*)\s*:\s*",
)
_BARE = re.compile(r"^(\d+)\s*\[Cổng không ghi đơn vị\]$")
_SAME_DAY = re.compile(r"\btrong ngày\b(?! làm việc)", re.IGNORECASE)
_NEXT_DAY = re.compile(r"sau 15 giờ|trong ngày làm việc tiếp theo", re.IGNORECASE)
_TERM_NEXT_DAY = re.compile(r"sau 15 giờ[^;]*\btính\b[^;]*ngày làm việc tiếp theo", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:(\d+)\s+hoặc\s+)?(\d+)\s*(?:\([^)\d]*\)\s*)?(ngày làm việc|ngày|giờ)\b", re.IGNORECASE
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_SOURCE_NOTE = re.compile(r"^(?:ghi|cổng|theo|điều|cột)\b", re.IGNORECASE)
_NUMERALS = frozenset(["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"])
_OTHER_CASE = "trường hợp khác"
_FEWEST_BARE_DAYS = 2


@dataclass(frozen=True, slots=True)
class LimitReading:
    """What a text says: the limits, the 15:00 rule, and in Vietnamese what is doubtful."""

    limits: tuple[TimeLimit, ...] = ()
    after_15: After15 = After15.HAND_OVER
    review: str = ""


def split_channels(segment: str) -> tuple[tuple[PublishedChannel, ...], str]:
    """Split "Trực tuyến/Trực tiếp: …" into its channels and the rest; no prefix means all."""
    match = _PREFIX.match(segment)
    if match is None:
        return ALL_CHANNELS, segment
    named = tuple(_CHANNEL_WORDS[word.lower()] for word in match[1].split("/"))
    return named, segment[match.end() :]


def read_limit(text: str) -> LimitReading:
    """Read one published text.

    A text that names no channel holds on every channel. Several limits of one channel are cases;
    a case without published words is named by its own amount.

    Args:
        text: the text as published, parts separated by " | ".

    Returns:
        The limits by channel, each channel's in published order; none when unknown.
    """
    whole = clean_line(text)
    if not whole:
        return LimitReading()
    found: list[TimeLimit] = []
    notes: list[str] = []
    for segment in whole.split(" | "):
        channels, body = split_channels(segment)
        values, note = _read_body(body)
        found += [replace(value, channel=channel) for channel in channels for value in values]
        notes.append(note)
    ordered = sorted(dict.fromkeys(found), key=lambda limit: ALL_CHANNELS.index(limit.channel))
    limits, unnamed = _name_cases(tuple(ordered))
    if unnamed:
        notes.append("Cổng công bố nhiều mức thời hạn nhưng không nêu trường hợp")
    return LimitReading(limits, _after_15(whole), "; ".join(dict.fromkeys(filter(None, notes))))


def _after_15(text: str) -> After15:
    """Tell the rules (b) and (c) of regulation.md 4.1 apart; (a) when the text is silent."""
    if _TERM_NEXT_DAY.search(text):
        return After15.TERM_NEXT_DAY
    if _SAME_DAY.search(text) and _NEXT_DAY.search(text):
        return After15.RESULT_NEXT_DAY
    return After15.HAND_OVER


def _read_body(body: str) -> tuple[list[TimeLimit], str]:
    """Return the limits of one part (channel still to be set) and what is doubtful about it."""
    bare = _BARE.match(body)
    if bare:
        return _bare(int(bare[1]))
    if body.lower().rstrip(".") == "không quy định":
        return [], "Cổng ghi “Không quy định” thời hạn"
    if _SAME_DAY.search(body):
        return [_limit(0, LimitUnit.SAME_DAY)], ""
    clauses = [part for part in _without_source_notes(body).split(";") if "sau 15 giờ" not in part]
    several = len(_AMOUNT.findall(" ; ".join(clauses))) > 1
    values = [value for clause in clauses for value in _read_clause(clause, several=several)]
    if not values:
        return [], f"Chưa đọc được thời hạn: “{body}”"
    places = [] if several else _places(body)
    return values, f"Thời hạn chỉ nêu cho {places[0]}" if places else ""


def _bare(amount: int) -> tuple[list[TimeLimit], str]:
    if amount < _FEWEST_BARE_DAYS:
        return [], f"Cổng chỉ ghi “{amount}”, không có đơn vị"
    value = _limit(amount, LimitUnit.WORKING_DAYS)
    return [replace(value, unit_published=False)], ""


def _without_source_notes(body: str) -> str:
    """Drop brackets that only say where the limit is written or spell its number."""

    def keep(match: re.Match[str]) -> str:
        inside = match[1].strip()
        drop = _SOURCE_NOTE.match(inside) or inside.lower() in _NUMERALS
        return "" if drop else match[0]

    return _BRACKET.sub(keep, body)


def _read_clause(clause: str, *, several: bool) -> list[TimeLimit]:
    match = _AMOUNT.search(clause)
    if match is None:
        return []
    unit = next(u for u, word in UNIT_WORDS.items() if word == match[3].lower())
    if match[1]:
        return [_limit(int(match[1]), unit), _limit(int(match[2]), unit)]
    case = _case(clause, match) if several else ""
    return [replace(_limit(int(match[2]), unit), case=case)]


def _case(clause: str, match: re.Match[str]) -> str:
    """Return the words that name the case: in brackets behind the amount, or before it."""
    bracket = _BRACKET.search(clause, match.end())
    if bracket:
        return bracket[1].strip()
    before = re.sub(r"không quá\s*$", "", clause[: match.start()].strip(), flags=re.IGNORECASE)
    return before.strip() or _OTHER_CASE


def _places(body: str) -> list[str]:
    """Return the brackets that narrow a limit to a place or a date, like "(Vĩnh Phúc)"."""
    return [m.strip() for m in _BRACKET.findall(_without_source_notes(body))]


def _limit(amount: int, unit: LimitUnit) -> TimeLimit:
    return TimeLimit(PublishedChannel.COUNTER, amount, unit)


def _name_cases(limits: tuple[TimeLimit, ...]) -> tuple[tuple[TimeLimit, ...], bool]:
    """Give every limit of a channel with several a name of its own."""
    named = []
    unnamed = False
    for limit in limits:
        alone = sum(1 for other in limits if other.channel is limit.channel) == 1
        case = "" if alone else limit.case or f"mức {limit.amount} {UNIT_WORDS[limit.unit]}"
        unnamed = unnamed or (not alone and not limit.case)
        named.append(replace(limit, case=case))
    return tuple(named), unnamed
