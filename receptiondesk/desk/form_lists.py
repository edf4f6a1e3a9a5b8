"""Lists of dossiers, what goes to the post, the fees of some days, and the queue's slip."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from receptiondesk.desk import books, form_facts
from receptiondesk.desk.form_papers import Draft
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.paper_given import Given
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.domain.projection import handed_in
from receptiondesk.office import Office
from receptiondesk.printing.forms import fee_list, labels, manifest, queue_slip, transmittal
from receptiondesk.printing.forms.data import Common
from receptiondesk.printing.forms.fee_list import Charge
from receptiondesk.printing.forms.manifest import Item

_RANGE = ".."
_MOST_DAYS = 366


def of_dossiers(
    office: Office, framed: Common, kind: PaperKind, found: Sequence[Dossier], given: Given
) -> Draft:
    """Return the draft of a list of dossiers named one by one.

    Raises:
        Refused: unknown_code for a note of a dossier that is not in the list; no_address.
    """
    for key in ("notes", "tracking"):
        _refuse_others(key, given.by_code(key), found)
    match kind:
        case PaperKind.TRANSMITTAL:
            data = _transmittal(office, framed, found, given)
            render = partial(transmittal.render, data)
            return _draft(framed, data, render, found)
        case PaperKind.MANIFEST:
            sent = _manifest(office, framed, found, given)
            return _draft(framed, sent, partial(manifest.render, sent), found)
        case _:
            sheet = labels.Labels(framed, _items(office, found, given))
            _refuse_homeless(sheet.items)
            return _draft(framed, sheet, partial(labels.render, sheet), found)


def _draft(
    framed: Common, data: object, render: "partial[bytes]", found: Sequence[Dossier]
) -> Draft:
    codes = [one.code for one in found]
    name = f"{framed.words['file_name']}-{codes[0]}"
    return Draft(data, render, name, framed.template.version, {"codes": codes})


def _refuse_others(key: str, told: Mapping[str, str], found: Sequence[Dossier]) -> None:
    known = {code for one in found for code in one.codes}
    problems = [
        Problem(
            f"{key}.{code[:60]}",
            "unknown_code",
            f"“{key}”: hồ sơ {code[:60]} không có trong danh sách này. Xin xem lại mã.",
        )
        for code in told
        if code not in known
    ]
    if problems:
        raise Refused.of(problems)


def _refuse_homeless(items: Sequence[Item]) -> None:
    problems = [
        Problem(
            item.code,
            "no_address",
            f"Hồ sơ {item.code} chưa có địa chỉ nhận. Xin sửa hồ sơ, ghi địa chỉ, rồi in nhãn.",
        )
        for item in items
        if not item.address
    ]
    if problems:
        raise Refused.of(problems)


def _of(dossier: Dossier, told: Mapping[str, str]) -> str:
    """Return what is told of a dossier, by any of its codes."""
    return next((told[code] for code in dossier.codes if code in told), "")


def _transmittal(
    office: Office, framed: Common, found: Sequence[Dossier], given: Given
) -> transmittal.Transmittal:
    notes = given.by_code("notes")
    handed = []
    for one in found:
        papers = handed_in(one.facts, one.procedure)
        handed.append(
            transmittal.Handed(
                subject=form_facts.subject(office, one),
                originals=sum(paper.originals for paper in papers),
                copies=sum(paper.copies for paper in papers),
                note=_of(one, notes),
            )
        )
    return transmittal.Transmittal(
        common=framed,
        dossiers=tuple(handed),
        to=given.text("to"),
        at=given.moment("at"),
        giver=given.text("giver") or office.officer,
        receiver=given.text("receiver"),
    )


def _manifest(
    office: Office, framed: Common, found: Sequence[Dossier], given: Given
) -> manifest.Manifest:
    return manifest.Manifest(
        common=framed,
        items=_items(office, found, given),
        post=given.text("post"),
        at=given.moment("at"),
        giver=given.text("giver") or office.officer,
        receiver=given.text("receiver"),
    )


def _items(office: Office, found: Sequence[Dossier], given: Given) -> tuple[Item, ...]:
    tracking, notes = given.by_code("tracking"), given.by_code("notes")
    return tuple(
        Item(
            code=one.code,
            name=one.facts.applicant.full_name,
            address=form_facts.post_address(office, one.facts.applicant, one.facts.delivery),
            phone=one.facts.applicant.phone,
            tracking=_of(one, tracking),
            note=_of(one, notes),
        )
        for one in found
    )


def fees(office: Office, framed: Common, days: str, given: Given) -> Draft:
    """Return the draft of the fees taken for what was received on a day, or from day to day.

    Raises:
        Refused: bad_date, too_long, too_many.
    """
    first, last = _days(days)
    names = at_most_three(given) or (office.officer,)
    span = books.span(office, first, last)
    data = fee_list.FeeList(framed, first, last, _charges(office, span), names)
    told = f"{first.isoformat()}{'' if first == last else f'-{last.isoformat()}'}"
    return Draft(
        data=data,
        render=partial(fee_list.render, data),
        name=f"{framed.words['file_name']}-{told}",
        version=framed.template.version,
        noted={"first": first.isoformat(), "last": last.isoformat(), "last_seq": span.last_seq},
    )


def at_most_three(given: Given) -> tuple[str, ...]:
    """Return the names of those who sign.

    Raises:
        Refused: too_many.
    """
    names = given.texts("signers")
    if len(names) > 3:  # noqa: PLR2004 - three sign
        message = "“signers” có nhiều nhất ba tên, theo thứ tự chỗ ký trên giấy."
        raise Refused(Problem("signers", "too_many", message))
    return names


def _days(text: str) -> tuple[date, date]:
    first, _, last = text.partition(_RANGE)
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError as wrong:
        message = "Xin ghi một ngày (2026-11-22) hoặc từ ngày đến ngày (2026-11-01..2026-11-30)."
        raise Refused(Problem("code", "bad_date", message)) from wrong
    if days[1] < days[0]:
        message = "Ngày cuối đứng trước ngày đầu. Xin ghi lại, ngày đầu trước."
        raise Refused(Problem("code", "bad_date", message))
    if days[1] - days[0] >= timedelta(days=_MOST_DAYS):
        message = f"Khoảng ngày dài quá {_MOST_DAYS} ngày. Xin chia làm nhiều danh sách."
        raise Refused(Problem("code", "too_long", message))
    return days


def _charges(office: Office, span: books.BookSpan) -> Iterator[Charge]:
    for line in books.lines(office, span):
        if not line.cancelled:
            fee = line.facts.fee
            yield Charge(
                code=line.code,
                name=line.facts.applicant.full_name,
                procedure=line.procedure_name,
                method=fee.method.value,
                amount=fee.amount,
            )


def queue(office: Office, framed: Common, given: Given, *, roll: bool) -> Draft:
    """Return the draft of a slip that tells whose turn it is."""
    data = queue_slip.QueueSlip(
        common=framed,
        service=given.text("service"),
        counter=given.text("counter") or f"{office.settings.counter}",
        waiting=given.whole("waiting"),
        at=given.moment("at") or office.clock.now(),
        roll=roll,
    )
    render = partial(queue_slip.render, data)
    words = framed.words
    return Draft(data, render, words["file_name"], framed.template.version, {})
