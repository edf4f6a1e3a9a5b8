"""Everything that must hold before a walk-in becomes a dossier (issue 2 §3 and §8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from receptiondesk.domain import fees, identity
from receptiondesk.domain.clock import local
from receptiondesk.domain.deadline import longest
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.paper_checks import check_papers, copies_for_originals
from receptiondesk.domain.places import Gazetteer
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import date_vi, has_letter, named, unprintable
from receptiondesk.domain.walk_in import (
    ApplicantKind,
    DeliveryMethod,
    FeeMethod,
    Person,
    WalkIn,
)

NAME_AT_MOST = 255
NOTE_AT_MOST = 2_000
_LINE_AT_MOST = 500
_COPIES_AT_MOST = 999
#: Far above any fee, far below what a database number holds.
_FEE_AT_MOST = 1_000_000_000_000
_OLDEST = 130


def _prints_everything(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What else a check depends on.

    ``practice`` allows a reception time of its own; ``unprintable_by_fonts`` returns the
    characters of a text that the printing fonts lack (empty: it prints).
    """

    practice: bool = False
    unprintable_by_fonts: Callable[[str], str] = _prints_everything


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a walk-in with its path, its name on the form and its longest length."""

    path: str
    label: str
    text: str
    at_most: int = _LINE_AT_MOST
    lines: bool = False


def problems(
    walk_in: WalkIn,
    procedure: Procedure,
    gazetteer: Gazetteer,
    now: datetime,
    conditions: Conditions | None = None,
) -> tuple[Problem, ...]:
    """Return everything that stops acceptance, in the order of the form; empty = may be accepted.

    Args:
        walk_in: what was entered.
        procedure: the procedure that it names.
        gazetteer: the known provinces and communes.
        now: the moment of acceptance, aware; for a correction the moment of receipt.
        conditions: practice data and printing fonts; by default a real office that prints all.
    """
    conditions = conditions or Conditions()
    at = walk_in.received_at or now
    today = local(at).date()
    found: list[Problem] = []
    for text in _texts(walk_in):
        found.extend(_check_text(text, conditions.unprintable_by_fonts))
    for path, person in _people(walk_in):
        found.extend(_check_person(person, path, today))
        found.extend(_check_address(person, path, gazetteer))
    found.extend(check_papers(walk_in, procedure))
    found.extend(_check_set(walk_in))
    found.extend(_check_fee(walk_in))
    found.extend(_check_term(walk_in, procedure, at))
    if walk_in.received_at and not conditions.practice:
        found.append(
            Problem(
                "received_at",
                "received_at_not_allowed",
                "Giờ tiếp nhận do đồng hồ của máy ghi; chỉ dữ liệu thực hành mới được đặt sẵn.",
            )
        )
    return tuple(found)


def warnings(walk_in: WalkIn, procedure: Procedure) -> tuple[Problem, ...]:
    """Return what looks odd but does not stop acceptance."""
    found: list[Problem] = []
    for path, person in _people(walk_in):
        if person.identity:
            found.extend(identity.doubts(person.identity, f"{path}.identity"))
    found.extend(copies_for_originals(walk_in, procedure))
    found.extend(_unknown_fee(walk_in, procedure))
    return tuple(found)


def _people(walk_in: WalkIn) -> Iterator[tuple[str, Person]]:
    yield "applicant", walk_in.applicant
    if walk_in.submitter:
        yield "submitter", walk_in.submitter.person


def _texts(walk_in: WalkIn) -> Iterator[_Text]:
    for path, person in _people(walk_in):
        yield from _person_texts(path, person)
    if walk_in.submitter:
        yield _Text("submitter.authority", "giấy ủy quyền", walk_in.submitter.authority)
    for index, tick in enumerate(walk_in.papers):
        yield _Text(f"papers[{index}].code", "mã giấy tờ", tick.code)
        yield _Text(f"papers[{index}].name", "tên giấy tờ", tick.name)
    yield _Text("delivery.address", "địa chỉ nhận kết quả", walk_in.delivery.address)
    yield _Text("note", "ghi chú", walk_in.note, NOTE_AT_MOST, lines=True)
    yield _Text("limit_case", "trường hợp", walk_in.limit_case)


def _person_texts(path: str, person: Person) -> Iterator[_Text]:
    yield _Text(f"{path}.full_name", "họ và tên", person.full_name, NAME_AT_MOST)
    if person.identity:
        yield _Text(f"{path}.identity.number", "số giấy tờ", person.identity.number)
    yield _Text(f"{path}.old_number", "số cũ", person.old_number)
    yield _Text(f"{path}.phone", "điện thoại", person.phone)
    yield _Text(f"{path}.email", "thư điện tử", person.email)
    yield _Text(f"{path}.address.detail", "địa chỉ chi tiết", person.address.detail)


def _check_text(text: _Text, missing_in_fonts: Callable[[str], str]) -> Iterator[Problem]:
    if len(text.text) > text.at_most:
        yield Problem(
            text.path,
            "too_long",
            f"Ô {text.label} dài {len(text.text)} ký tự, nhiều nhất {text.at_most}. Xin ghi gọn "
            "lại.",
        )
    hidden = unprintable(text.text, lines=text.lines)
    if hidden:
        yield Problem(
            text.path,
            "unprintable",
            f"Ô {text.label} có ký tự ẩn hoặc ký tự điều khiển ({named(hidden[:8])}). Xin xóa ô "
            "rồi gõ lại.",
        )
        return
    lacking = missing_in_fonts(text.text.replace("\n", " "))
    if lacking:
        yield Problem(
            text.path,
            "not_in_fonts",
            f"Ô {text.label} có ký tự không in được trên giấy: {named(lacking[:8])}. Xin thay "
            "bằng chữ thường dùng.",
        )


def _check_person(person: Person, path: str, today: date) -> Iterator[Problem]:
    citizen = person.kind is ApplicantKind.CITIZEN
    if not person.full_name:
        yield Problem(f"{path}.full_name", "missing", "Chưa có họ và tên. Xin ghi theo giấy tờ.")
    elif citizen and not has_letter(person.full_name):
        yield Problem(
            f"{path}.full_name",
            "no_letter",
            "Họ và tên của công dân phải có chữ cái. Xin ghi theo giấy tờ.",
        )
    elif not any(c.isalnum() for c in person.full_name):
        yield Problem(
            f"{path}.full_name", "no_letter", "Tên phải có chữ hoặc số. Xin ghi theo giấy tờ."
        )
    if person.birth and person.birth > today:
        yield Problem(
            f"{path}.birth",
            "birth_in_future",
            f"Ngày sinh {date_vi(person.birth)} chưa tới. Xin xem lại ngày sinh.",
        )
    elif person.birth and person.birth.year < today.year - _OLDEST:
        yield Problem(
            f"{path}.birth",
            "birth_too_old",
            f"Ngày sinh {date_vi(person.birth)} cách nay hơn {_OLDEST} năm. Xin xem lại năm sinh.",
        )
    if person.identity:
        holder = identity.Holder(person.birth, person.sex, today)
        yield from identity.check_identity(person.identity, holder, f"{path}.identity")
    yield from identity.check_old_number(person.old_number, f"{path}.old_number")


def _check_address(person: Person, path: str, gazetteer: Gazetteer) -> tuple[Problem, ...]:
    address = person.address
    try:
        gazetteer.resolve(address.province, address.commune, field=f"{path}.address")
    except Refused as refused:
        return refused.problems
    return ()


def _check_set(walk_in: WalkIn) -> Iterator[Problem]:
    if not 1 <= walk_in.copies <= _COPIES_AT_MOST:
        yield Problem(
            "copies", "bad_count", f"Số bộ hồ sơ phải từ 1 đến {_COPIES_AT_MOST}. Xin ghi lại."
        )
    if walk_in.delivery.method is DeliveryMethod.POST and not walk_in.delivery.address:
        yield Problem(
            "delivery.address",
            "address_needed",
            "Trả kết quả qua bưu chính cần địa chỉ nhận. Xin ghi địa chỉ.",
        )


def _check_fee(walk_in: WalkIn) -> Iterator[Problem]:
    paid = walk_in.fee
    if paid.amount is not None and not 0 <= paid.amount <= _FEE_AT_MOST:
        yield Problem(
            "fee.amount", "bad_amount", "Số tiền phải là số đồng từ 0 trở lên. Xin ghi lại."
        )


def _unknown_fee(walk_in: WalkIn, procedure: Procedure) -> Iterator[Problem]:
    """Yield a warning when money is taken "by rule" and no rule says how much.

    No refusal: what a council or a count of pages decides stays unknown until somebody enters it,
    and must not keep a citizen's dossier out.
    """
    paid = walk_in.fee
    if paid.amount is not None or paid.method in (FeeMethod.EXEMPT, FeeMethod.NONE):
        return
    due = fees.of_walk_in(walk_in, procedure)
    if due.amount is None:
        yield Problem(
            "fee.amount",
            "fee_unknown",
            "Chưa tính được số tiền theo quy định đã công bố nên hồ sơ chưa ghi số tiền. Khi biết "
            f"số thực thu, xin sửa hồ sơ để ghi vào. Quy định: {due.line}",
        )


def _check_term(walk_in: WalkIn, procedure: Procedure, at: datetime) -> Iterator[Problem]:
    limits = procedure.limits_for(walk_in.channel)
    if walk_in.limit_case and walk_in.limit_case not in {limit.case for limit in limits}:
        yield Problem(
            "limit_case",
            "unknown_case",
            "Thủ tục này không có trường hợp đã chọn. Xin chọn lại trường hợp của thời hạn.",
        )
    known = longest(limits, walk_in.limit_case) is not None
    if walk_in.due_at is None and not known:
        yield Problem(
            "due_at",
            "due_needed",
            "Thủ tục chưa công bố thời hạn cho cách nộp này. Xin hẹn ngày giờ trả kết quả.",
        )
    elif walk_in.due_at is not None and known:
        yield Problem(
            "due_at",
            "due_fixed",
            "Thời hạn của thủ tục này đã công bố nên giờ hẹn do chương trình tính. Xin bỏ trống ô "
            "giờ hẹn.",
        )
    elif walk_in.due_at is not None and walk_in.due_at <= at:
        yield Problem(
            "due_at",
            "due_in_past",
            "Giờ hẹn trả phải sau giờ tiếp nhận. Xin chọn lại ngày giờ.",
        )
