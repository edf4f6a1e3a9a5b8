"""Reads the sheets of a catalogue file, all or nothing, telling every fault at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from receptiondesk.domain import catalogue_columns as plans
from receptiondesk.domain.catalogue_cells import RowReader, rows_of
from receptiondesk.domain.catalogue_columns import (
    AFTER_15_WORDS,
    CHANNEL_WORDS,
    FEE_WORDS,
    UNIT_WORDS,
)
from receptiondesk.domain.catalogue_rows import Catalogue
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.procedures import (
    After15,
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    RequiredPaper,
    TimeLimit,
)

Lines = Sequence[Sequence[str]]
_NAME_AT_MOST = 1_000
_FORMAT_KEYS = {"format", "định dạng"}
_LABEL_KEYS = {"label", "nhãn"}
_ABOUT_KEYS = {*_FORMAT_KEYS, *_LABEL_KEYS, "date", "ngày", "source", "nguồn"}


def from_sheets(sheets: Mapping[str, Lines], *, label: str = "") -> Catalogue:
    """Read sheets into a catalogue.

    Args:
        sheets: rows of text by sheet key; the first row of each holds the headings.
        label: the label when the file names none.

    Raises:
        Refused: with one problem per fault: ``field`` is "limits!R12C3", the message names
            sheet, row, column, what stands there and what is wanted.
    """
    problems: list[Problem] = []
    if not sheets.get("procedures"):
        text = "Tệp không có trang “Thủ tục” (procedures); cần đủ các trang như tệp xuất ra."
        raise Refused(Problem("procedures", "missing_sheet", text))
    about = _about(sheets, problems)
    heads = _heads(rows_of(plans.PROCEDURES, sheets["procedures"], problems))
    known = frozenset(heads)
    limits = _by_procedure(rows_of(plans.LIMITS, _lines(sheets, plans.LIMITS), problems), known)
    fees = _by_procedure(rows_of(plans.FEES, _lines(sheets, plans.FEES), problems), known)
    papers = _by_procedure(rows_of(plans.PAPERS, _lines(sheets, plans.PAPERS), problems), known)
    _refuse_repeated([row for rows in papers.values() for row in rows])
    whole = tuple(
        replace(
            head,
            limits=_limits(limits.get(code, ())),
            fees=tuple(_fee(row) for row in fees.get(code, ())),
            papers=tuple(_paper(row) for row in papers.get(code, ())),
        )
        for code, head in heads.items()
    )
    if not whole and not problems:
        text = "Trang “Thủ tục” không có thủ tục nào; cần ít nhất một dòng."
        problems.append(Problem("procedures!R2C1", "empty", text))
    if problems:
        raise Refused.of(problems)
    return Catalogue(about or label, whole)


def _lines(sheets: Mapping[str, Lines], plan: plans.SheetPlan) -> Lines:
    """Return a sheet; one that the file leaves out counts as having no rows."""
    return sheets.get(plan.key) or ([column.heading for column in plan.columns],)


def _about(sheets: Mapping[str, Lines], problems: list[Problem]) -> str:
    label = ""
    for row in rows_of(plans.VERSION, _lines(sheets, plans.VERSION), problems):
        key = row.text("key").lower()
        if key in _LABEL_KEYS:
            label = row.text("value")
        elif key in _FORMAT_KEYS and row.text("value") != str(plans.FORMAT):
            row.fault("value", f"định dạng {plans.FORMAT}; chương trình này chỉ đọc được số đó")
        elif key not in _ABOUT_KEYS:
            row.fault("key", "“format” hoặc “label”")
    return label


def _heads(rows: Iterable[RowReader]) -> dict[str, Procedure]:
    heads: dict[str, Procedure] = {}
    for row in rows:
        head = _head(row)
        if head.code in heads:
            row.fault("code", "mã khác vì mã này đã có ở dòng trên", "repeated")
        heads[head.code] = head
    return heads


def _head(row: RowReader) -> Procedure:
    name, url = row.text("name"), row.text("portal_url")
    if len(name) > _NAME_AT_MOST:
        row.fault("name", f"tên không quá {_NAME_AT_MOST} ký tự")
    if url and not url.startswith(("https://", "http://")):
        row.fault("portal_url", "địa chỉ bắt đầu bằng https://")
    return Procedure(
        code=row.code("code"),
        name=name,
        field=row.text("field"),
        level=row.text("level"),
        applicants=row.text("applicants"),
        competent_body=row.text("competent_body"),
        result=row.text("result"),
        legal_basis=row.text("legal_basis"),
        portal_url=url,
        decision=row.text("decision"),
        valid_from=row.day("valid_from"),
        after_15=row.word("after_15", AFTER_15_WORDS, otherwise=After15.HAND_OVER),
        limit_text=row.text("limit_text"),
        fee_text=row.text("fee_text"),
        review=row.text("review"),
    )


def _by_procedure(rows: Iterable[RowReader], known: frozenset[str]) -> dict[str, list[RowReader]]:
    grouped: dict[str, list[RowReader]] = {}
    for row in rows:
        code = row.code("procedure")
        if code and code not in known:
            row.fault("procedure", "mã có trong trang “Thủ tục”", "unknown_procedure")
        grouped.setdefault(code, []).append(row)
    return grouped


def _refuse_repeated(rows: Iterable[RowReader]) -> None:
    seen: set[str] = set()
    for row in rows:
        code = row.text("code")
        if code in seen:
            row.fault("code", "mã giấy tờ khác vì mã này đã có", "repeated")
        seen.add(code)


def _limits(rows: Iterable[RowReader]) -> tuple[TimeLimit, ...]:
    limits: list[TimeLimit] = []
    for row in rows:
        limit = _limit(row)
        if any((limit.channel, limit.case) == (other.channel, other.case) for other in limits):
            wanted = "tên trường hợp khác nhau khi một cách nộp có nhiều thời hạn"
            row.fault("case", wanted, "repeated")
        limits.append(limit)
    return tuple(limits)


def _limit(row: RowReader) -> TimeLimit:
    unit = row.word("unit", UNIT_WORDS, otherwise=LimitUnit.WORKING_DAYS)
    amount = row.count("amount")
    sound = not {"unit", "amount"} & row.faulty
    if sound and unit is LimitUnit.SAME_DAY and amount:
        row.fault("amount", "ô trống vì đơn vị là “trong ngày”")
    if sound and unit is not LimitUnit.SAME_DAY and not amount:
        row.fault("amount", "số từ 1 trở lên; nếu chưa biết thời hạn thì xóa cả dòng")
    return TimeLimit(
        channel=row.word("channel", CHANNEL_WORDS, otherwise=PublishedChannel.COUNTER),
        amount=amount,
        unit=unit,
        case=row.text("case"),
        unit_published=row.flag("unit_published", otherwise=True),
    )


def _fee(row: RowReader) -> FeeRule:
    state = row.word("state", FEE_WORDS, otherwise=FeeState.UNKNOWN)
    amount = row.number_in("amount")
    sound = not {"state", "amount"} & row.faulty
    if sound and state is FeeState.FIXED and amount is None:
        row.fault("amount", "số tiền vì tình trạng là “có mức”")
    if sound and state is not FeeState.FIXED and amount is not None:
        row.fault("amount", f"ô trống vì tình trạng là “{FEE_WORDS[state]}”")
    return FeeRule(
        channel=row.word("channel", CHANNEL_WORDS, otherwise=PublishedChannel.COUNTER),
        state=state,
        amount=amount,
        per=row.text("per"),
        from_third=row.number_in("from_third"),
        at_most=row.number_in("at_most"),
        case=row.text("case"),
        note=row.text("note"),
        review=row.text("review"),
    )


def _paper(row: RowReader) -> RequiredPaper:
    copies = row.count("copies")
    return RequiredPaper(
        code=row.text("code"),
        name=row.text("name"),
        originals=row.count("originals", otherwise=0 if copies else 1),
        copies=copies,
        required=row.flag("required", otherwise=True),
        shown_only=row.flag("shown_only", otherwise=False),
        case=row.text("case"),
        alternative=row.text("alternative"),
        channels=row.words("channels", CHANNEL_WORDS),
        form=row.text("form"),
        review=row.text("review"),
    )
