"""A day's figures in the clerk's words: the same on the screen, on paper and in the terminal."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from receptiondesk.domain import print_faults
from receptiondesk.domain.day import Figures, Gap, Money, NumberLine, Sendings, Why
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.text import date_vi, dong
from receptiondesk.domain.walk_in import FeeMethod

_CODES_AT_MOST = 12

_SERIES = {"official": "Số chính thức", "provisional": "Số tạm"}

_WHY: Mapping[str, str] = {
    Why.RESTORED: "không cấp lại sau khi khôi phục dữ liệu",
    Why.SET_UP_AGAIN: "không cấp lại sau khi thiết lập lại máy",
    Why.NOT_KNOWN: "bỏ qua sau khi khôi phục dữ liệu",
    Why.RANGE_CHANGED: "bỏ qua do đổi dải số",
    Why.OTHER_COUNTER: "thuộc quầy khác",
    Why.UNEXPLAINED: "CHƯA GIẢI THÍCH ĐƯỢC – xin chạy kiểm tra dữ liệu",
}

#: How far a sending got, from what is done to what needs somebody.
STATES: Mapping[str, str] = {
    "proved": "cổng đã nhận đúng",
    "unprovable": "đã gửi, không kiểm chứng được",
    "sent": "đã gửi, chờ kiểm chứng",
    "sending": "đang gửi",
    "waiting": "chờ gửi",
    "unknown": "chưa rõ cổng đã nhận chưa",
    "needs_person": "cần người xử lý",
    "set_aside": "đã ngừng gửi",
}
#: The same where a person carries dossiers over to a system without interface.
_BY_HAND: Mapping[str, str] = {
    **STATES,
    "unprovable": "đã chuyển tay",
    "waiting": "chờ chuyển tay",
    "set_aside": "đã thôi chuyển",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: its name, its value, and whether somebody should look at it."""

    label: str
    value: str
    alarm: bool = False


def number(value: int) -> str:
    """Return a number with dots: ``1.234``."""
    return f"{value:,}".replace(",", ".")


def signed(amount: int) -> str:
    """Return a difference in đồng: "thừa 5.000 đồng", "thiếu 5.000 đồng", "khớp"."""
    if not amount:
        return "khớp"
    return f"{'thừa' if amount > 0 else 'thiếu'} {dong(abs(amount))}"


def run(first: int, last: int) -> str:
    """Return a run of order numbers as codes show them: ``0001–0147``."""
    return f"{first:04d}" if first == last else f"{first:04d}–{last:04d}"


def line_name(line: NumberLine, day: date) -> str:
    """Return what a line of numbers is called; the date stands there when it is another one."""
    name = f"{_SERIES.get(line.series, line.series)}, quầy {line.counter}"
    return name if line.day == day else f"{name}, ngày {date_vi(line.day)}"


def line_runs(line: NumberLine) -> str:
    """Return the numbers given out as runs, or that there are none."""
    return ", ".join(run(one.first, one.last) for one in line.runs) or "không cấp số nào"


def line_notes(line: NumberLine) -> Iterator[Row]:
    """Return what is to be said of single numbers: the gaps in order, then the cancelled ones."""
    yield from map(_gap, line.gaps)
    if line.cancelled:
        numbers = ", ".join(run(first, last) for first, last in _runs(line.cancelled))
        yield Row(numbers, "hồ sơ đã hủy, số không cấp lại")


def _gap(gap: Gap) -> Row:
    words = _WHY.get(gap.why, f"bỏ trống, đã ghi trong nhật ký ({gap.why})")
    if gap.why == Why.OTHER_COUNTER and gap.counter:
        words = f"thuộc quầy {gap.counter}"
    return Row(run(gap.first, gap.last), words, gap.why == Why.UNEXPLAINED)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for one in sorted(numbers):
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def dossier_rows(figures: Figures) -> tuple[Row, ...]:
    """Return what was done and what is carried over."""
    told = figures.dossiers
    after = (
        f" (trong đó {number(told.after_close)} sau khi khóa ngày trước)"
        if told.after_close
        else ""
    )
    rows = [
        Row("Tiếp nhận", number(told.received) + after),
        Row("Trả kết quả", number(told.returned)),
        Row("Không tiếp nhận (từ chối)", number(told.refused)),
        Row("Hủy tại quầy", number(told.cancelled)),
        Row("Sửa", f"{number(told.corrected)} ({number(told.corrections)} lần)"),
    ]
    others = (
        ("Đã xử lý xong, chờ trả", told.resolved),
        ("Công dân rút", told.withdrawn),
        ("Dừng xử lý", told.stopped),
    )
    rows += [Row(label, number(count)) for label, count in others if count]
    following = date_vi(told.due_next_day) if told.due_next_day else "làm việc tới"
    return (
        *rows,
        Row("Chuyển sang ngày sau", number(told.open)),
        Row("– trong đó quá hạn", number(told.overdue), told.overdue > 0),
        Row(f"– hẹn trả ngày {following}", number(told.due_next)),
    )


def money_rows(money: Money) -> tuple[Row, ...]:
    """Return the fees by the way they were paid; unknown amounts are named, never added as zero."""
    rows = [
        Row("Tiền mặt", _sum(money.cash.count, money.cash.amount)),
        Row("Chuyển khoản", _sum(money.transfer.count, money.transfer.amount)),
        Row("Được miễn", f"{number(money.exempt)} hồ sơ"),
        Row("Không phải nộp", f"{number(money.free)} hồ sơ"),
    ]
    if money.unpaid.count:
        rows.append(Row("Chưa thu tại quầy", _sum(money.unpaid.count, money.unpaid.amount)))
    if money.adjusted:
        change = (
            f"{number(money.adjusted)} hồ sơ: tiền mặt {_change(money.adjusted_cash)}, "
            f"chuyển khoản {_change(money.adjusted_transfer)}"
        )
        rows.append(Row("Sửa, hủy hồ sơ của ngày đã khóa", change))
    taken = [one.code for one in money.unknown if one.method != FeeMethod.NONE]
    others = [one.code for one in money.unknown if one.method == FeeMethod.NONE]
    if taken:
        rows.append(Row("Đã thu, chưa ghi số tiền", _codes(taken), alarm=True))
    if others:
        rows.append(Row("Chưa rõ mức thu", _codes(others)))
    return tuple(rows)


def count_rows(figures: Figures) -> tuple[tuple[str, int, int | None, int | None], ...]:
    """Return for cash and transfers: name, expected, counted and difference, in đồng."""
    money, counted = figures.money, figures.counted
    cash, transfer = counted.differences(money)
    return (
        ("Tiền mặt", money.expected_cash, counted.cash, cash),
        ("Chuyển khoản", money.expected_transfer, counted.transfer, transfer),
    )


def paper_rows(figures: Figures) -> tuple[Row, ...]:
    """Return the receipts printed, printed again, and what did not come out."""
    papers = figures.papers
    failed = sum(papers.failed.values())
    causes = "; ".join(
        f"{print_faults.short_words(cause)} {number(count)}"
        for cause, count in papers.failed.items()
    )
    return (
        Row("Giấy tiếp nhận in lần đầu", number(papers.printed)),
        Row("In lại", number(papers.reprinted)),
        Row("Không in ra được", number(failed) + (f" ({causes})" if causes else "")),
    )


def sending_rows(sendings: Sendings, by_hand: Collection[str] = ()) -> tuple[Row, ...]:
    """Return how far sendings got, one row a portal; none where there is nothing.

    ``by_hand`` are the targets that nothing is sent to: a person carries dossiers over.
    """
    return tuple(
        Row(
            f"{'Chuyển tay' if target in by_hand else 'Cổng'} {target}",
            "; ".join(
                f"{word} {number(states[state])}"
                for state, word in (_BY_HAND if target in by_hand else STATES).items()
                if state in states
            ),
            alarm="needs_person" in states,
        )
        for target, states in sorted(sendings.items())
    )


def remarks(figures: Figures, day: date) -> tuple[str, ...]:
    """Return what is out of the ordinary about a day, as sentences."""
    said = []
    if figures.covers:
        days = ", ".join(map(date_vi, figures.covers))
        said.append(f"Gộp cả những ngày chưa khóa: {days}.")
    if figures.dossiers.after_close:
        count = number(figures.dossiers.after_close)
        said.append(f"Có {count} hồ sơ tiếp nhận sau khi khóa ngày trước, được tính vào sổ này.")
    if figures.day_off:
        said.append(f"Ngày {date_vi(day)} là ngày nghỉ ({figures.day_off}).")
    if figures.restored:
        said.append(
            f"Dữ liệu đã được khôi phục từ bản sao lưu {number(figures.restored)} lần; bản tổng "
            "kết in trước đó có thể khác."
        )
    said += _bound(figures.bound)
    if figures.clock_doubted:
        said.append("Giờ máy lệch với giờ của cổng khi khóa ngày.")
    return tuple(said)


def _bound(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield which official codes came to provisional ones.

    A portal that keeps codes of its own gives one to every dossier: those dossiers are counted.
    """
    given = [pair for pair in pairs if is_provisional(pair[0])]
    if given:
        told = ", ".join(f"{before} → {after}" for before, after in given[:_CODES_AT_MOST])
        more = len(given) - _CODES_AT_MOST
        tail = f" và {number(more)} mã khác" if more > 0 else ""
        yield f"Mã tạm đã có mã chính thức: {told}{tail}."
    beside = {before for before, _ in pairs if not is_provisional(before)}
    if beside:
        count = number(len(beside))
        yield f"Có {count} hồ sơ đã có mã chính thức được cổng cấp thêm mã riêng."


def _sum(count: int, amount: int) -> str:
    return f"{number(count)} hồ sơ, {dong(amount)}"


def _change(amount: int) -> str:
    return f"{'+' if amount > 0 else '-' if amount < 0 else ''}{dong(abs(amount))}"


def _codes(codes: Sequence[str]) -> str:
    named = ", ".join(codes[:_CODES_AT_MOST])
    more = len(codes) - _CODES_AT_MOST
    tail = f" và {number(more)} hồ sơ khác" if more > 0 else ""
    return f"{number(len(codes))} hồ sơ: {named}{tail}"
