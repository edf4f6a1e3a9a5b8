"""What is copied by hand into a system without an interface: named fields, in that system's order.

The labels and the default order are the office's own working practice, no form prescribes them; a
target's option ``fields`` names those that the other system asks for, in its own order.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.places import Gazetteer
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.text import clean_line, date_vi
from receptiondesk.domain.walk_in import DeliveryMethod, FeeMethod, IdentityType, Person, Sex

#: The options of a target: its fields in order, and the form of the codes that it gives.
FIELDS: Final = "fields"
CODE_PATTERN: Final = "code_pattern"
OPTIONS: Final = frozenset({FIELDS, CODE_PATTERN})

_IDENTITIES: Final = {
    IdentityType.CCCD: "Số định danh cá nhân",
    IdentityType.PASSPORT: "Hộ chiếu",
    IdentityType.TAX: "Mã số thuế",
    IdentityType.ORG: "Mã tổ chức",
}
_SEXES: Final = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}
_CHANNELS: Final = {
    Channel.COUNTER: "Trực tiếp",
    Channel.POST: "Qua bưu chính",
    Channel.ASSISTED: "Trực tuyến",
}
_PAYMENTS: Final = {
    FeeMethod.CASH: "Tiền mặt",
    FeeMethod.TRANSFER: "Chuyển khoản",
    FeeMethod.EXEMPT: "Được miễn",
    FeeMethod.NONE: "",
}


@dataclass(frozen=True, slots=True)
class TransferField:
    """One field to be copied: its Vietnamese label, its value, its key in ``KNOWN``.

    ``changed``: it was carried over before with another value; an empty value then means that the
    field is to be emptied there.
    """

    label: str
    value: str
    key: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """A field that can be copied: what it is called, and how it is read."""

    label: str
    read: Callable[[Dossier, Gazetteer], str]


def _of_applicant(read: Callable[[Person, Gazetteer], str]) -> Callable[[Dossier, Gazetteer], str]:
    return lambda dossier, places: read(dossier.facts.applicant, places)


def _of_submitter(read: Callable[[Person, Gazetteer], str]) -> Callable[[Dossier, Gazetteer], str]:
    def found(dossier: Dossier, places: Gazetteer) -> str:
        submitter = dossier.facts.submitter
        return read(submitter.person, places) if submitter else ""

    return found


def _name(person: Person, _places: Gazetteer) -> str:
    return person.full_name


def _identity_type(person: Person, _places: Gazetteer) -> str:
    return _IDENTITIES[person.identity.type] if person.identity else ""


def _identity(person: Person, _places: Gazetteer) -> str:
    return person.identity.number if person.identity else ""


def _birth(person: Person, _places: Gazetteer) -> str:
    return date_vi(person.birth) if person.birth else ""


def _sex(person: Person, _places: Gazetteer) -> str:
    return _SEXES[person.sex] if person.sex else ""


def _phone(person: Person, _places: Gazetteer) -> str:
    return person.phone


def _address(person: Person, places: Gazetteer) -> str:
    return places.line(person.address)


def _province(person: Person, places: Gazetteer) -> str:
    found = places.province(person.address.province)
    return found.name if found else person.address.province


def _commune(person: Person, places: Gazetteer) -> str:
    found = places.commune(person.address.commune)
    return found.name if found else person.address.commune


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%H:%M} {date_vi(local(at).date())}"


def _papers(dossier: Dossier, _places: Gazetteer) -> str:
    told = []
    for number, tick in enumerate(handed_in(dossier.facts, dossier.procedure), start=1):
        counts = [
            f"{tick.originals} bản chính" if tick.originals else "",
            f"{tick.copies} bản sao" if tick.copies else "",
        ]
        told.append(f"{number}. {tick.name} ({', '.join(one for one in counts if one)})")
    return "; ".join(told)


def _fee(dossier: Dossier, _places: Gazetteer) -> str:
    amount = dossier.facts.fee.amount
    return "" if amount is None else str(amount)


def _authority(dossier: Dossier, _places: Gazetteer) -> str:
    return dossier.facts.submitter.authority if dossier.facts.submitter else ""


def _post_address(dossier: Dossier, _places: Gazetteer) -> str:
    delivery = dossier.facts.delivery
    return delivery.address if delivery.method is DeliveryMethod.POST else ""


def _post_or_desk(dossier: Dossier, _places: Gazetteer) -> str:
    post = dossier.facts.delivery.method is DeliveryMethod.POST
    return "Qua bưu chính" if post else "Tại quầy"


#: Every field that can be copied; their order here is the one of a target that names none.
KNOWN: Final[Mapping[str, _Known]] = {
    "code": _Known("Mã hồ sơ tại quầy", lambda d, _p: d.code),
    "procedure": _Known("Thủ tục", lambda d, _p: d.procedure.name),
    "procedure_code": _Known("Mã thủ tục", lambda d, _p: d.procedure.code),
    "field": _Known("Lĩnh vực", lambda d, _p: d.procedure.field),
    "name": _Known("Họ và tên", _of_applicant(_name)),
    "identity_type": _Known("Loại giấy tờ định danh", _of_applicant(_identity_type)),
    "identity": _Known("Số giấy tờ định danh", _of_applicant(_identity)),
    "old_number": _Known("Số CMND cũ", _of_applicant(lambda person, _p: person.old_number)),
    "birth": _Known("Ngày sinh", _of_applicant(_birth)),
    "sex": _Known("Giới tính", _of_applicant(_sex)),
    "phone": _Known("Điện thoại", _of_applicant(_phone)),
    "email": _Known("Thư điện tử", _of_applicant(lambda person, _p: person.email)),
    "address": _Known("Địa chỉ", _of_applicant(_address)),
    "province": _Known("Tỉnh, thành phố", _of_applicant(_province)),
    "commune": _Known("Xã, phường", _of_applicant(_commune)),
    "address_detail": _Known("Số nhà, thôn", _of_applicant(lambda one, _p: one.address.detail)),
    "submitter_name": _Known("Người nộp thay", _of_submitter(_name)),
    "submitter_identity": _Known("Số định danh người nộp thay", _of_submitter(_identity)),
    "submitter_phone": _Known("Điện thoại người nộp thay", _of_submitter(_phone)),
    "submitter_address": _Known("Địa chỉ người nộp thay", _of_submitter(_address)),
    "authority": _Known("Được nộp thay theo", _authority),
    "papers": _Known("Giấy tờ nộp kèm", _papers),
    "copies": _Known("Số bộ", lambda d, _p: str(d.facts.copies)),
    "channel": _Known("Cách nộp", lambda d, _p: _CHANNELS[d.facts.channel]),
    "received_at": _Known("Tiếp nhận lúc", lambda d, _p: _moment(d.received_at)),
    "due_at": _Known("Hẹn trả kết quả", lambda d, _p: _moment(d.due_at)),
    "fee": _Known("Phí, lệ phí (đồng)", _fee),
    "fee_method": _Known("Cách thu phí", lambda d, _p: _PAYMENTS[d.facts.fee.method]),
    "result": _Known("Nhận kết quả", _post_or_desk),
    "result_address": _Known("Địa chỉ nhận kết quả", _post_address),
    "note": _Known("Ghi chú", lambda d, _p: d.facts.note),
    "officer": _Known("Cán bộ tiếp nhận", lambda d, _p: d.officer),
    "cancelled": _Known("Lý do hủy hồ sơ", lambda d, _p: d.cancel_reason if d.cancelled else ""),
}
#: What a target that names no fields is not asked for: parts of another field, seldom asked.
_ON_DEMAND: Final = frozenset(
    {"field", "province", "commune", "address_detail", "officer", "copies", "fee_method"}
)
DEFAULT: Final = tuple(key for key in KNOWN if key not in _ON_DEMAND)


def order_of(options: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys that a target asks for, in its own order; unknown names are left out.

    That a dossier was cancelled is always told, whatever the target names.
    """
    named = [key for key in _named(options) if key in KNOWN] or list(DEFAULT)
    return tuple(dict.fromkeys((*named, "cancelled")))


def problems(options: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the options of a target to which dossiers are carried by hand."""
    found = []
    unknown = [key for key in _named(options) if key not in KNOWN]
    if unknown:
        message = f"Không có trường “{unknown[0]}”. Các trường: {', '.join(KNOWN)}."
        found.append(Problem(f"option.{FIELDS}", "unknown_field", message))
    try:
        re.compile(options.get(CODE_PATTERN, ""))
    except re.error:
        message = "Mẫu mã hồ sơ không đọc được. Ví dụ HKD-[0-9]{6}; để trống nếu mã nào cũng được."
        found.append(Problem(f"option.{CODE_PATTERN}", "bad_code_pattern", message))
    return found


def fields_of(
    dossier: Dossier, options: Mapping[str, str], places: Gazetteer, before: Dossier | None = None
) -> tuple[TransferField, ...]:
    """Return what is to be copied, in the target's order; fields without a value are left out.

    Args:
        dossier: the dossier as it stands.
        options: the options of the target.
        places: names the places of addresses.
        before: the dossier as it was carried over last, ``None`` before the first time.
    """
    return tuple(_told(dossier, order_of(options), places, before))


def _told(
    dossier: Dossier, order: Iterable[str], places: Gazetteer, before: Dossier | None
) -> Iterable[TransferField]:
    for key in order:
        known = KNOWN[key]
        value = clean_line(known.read(dossier, places))
        changed = before is not None and clean_line(known.read(before, places)) != value
        if value or changed:
            yield TransferField(known.label, value, key, changed)


def _named(options: Mapping[str, str]) -> list[str]:
    return [name for name in map(clean_line, options.get(FIELDS, "").split(",")) if name]
