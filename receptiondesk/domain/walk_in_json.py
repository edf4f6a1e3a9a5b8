"""A walk-in as JSON: the shape that ``receive`` reads and that stored facts and drafts keep.

Reading collects every problem with its dotted path, refuses keys it does not know by name, and
checks kinds of values only; what the office's rules say about them is ``checks``' matter.
"""

from collections.abc import Mapping
from datetime import datetime

from receptiondesk.domain.clock import local
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.json_reader import Reader, join, parse
from receptiondesk.domain.places import Gazetteer
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.walk_in import (
    Address,
    ApplicantKind,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    Identity,
    IdentityType,
    PaperTick,
    Person,
    ResultDelivery,
    Sex,
    Submitter,
    WalkIn,
)

__all__ = [
    "draft_from_json",
    "from_json",
    "from_text",
    "person_from_json",
    "person_to_json",
    "to_json",
]

_WALK_IN = (
    "procedure",
    "channel",
    "applicant",
    "submitter",
    "papers",
    "copies",
    "delivery",
    "fee",
    "note",
    "due_at",
    "received_at",
    "limit_case",
)
_PERSON = (
    "kind",
    "full_name",
    "identity",
    "birth",
    "sex",
    "phone",
    "email",
    "address",
    "old_number",
)
_AUTHORITY = "authority"


def from_text(text: str | bytes, gazetteer: Gazetteer | None = None) -> WalkIn:
    """Return the walk-in of a JSON text.

    Raises:
        Refused: unreadable JSON (field empty), or as ``from_json``.
    """
    return from_json(parse(text), gazetteer)


def from_json(value: object, gazetteer: Gazetteer | None = None) -> WalkIn:
    """Return the walk-in of a JSON value.

    ``procedure`` and ``applicant.full_name`` are needed; everything else has the defaults of
    ``WalkIn``, and null is as good as absent. A paper for which only ``copies`` are counted has
    no original.

    Args:
        value: what a JSON reader returned.
        gazetteer: resolves provinces and communes given by code or name into codes; without it
            (facts that were checked when they were stored) codes are taken as they stand.

    Raises:
        Refused: unknown keys, wrong kinds of values, unknown places; all problems at once, each
            with its dotted path.
    """
    read = _WalkInReader(gazetteer)
    walk_in = read.walk_in(value)
    read.finish()
    return walk_in


def draft_from_json(value: object) -> WalkIn:
    """Return a walk-in that may still lack its procedure and names; else as ``from_json``.

    Raises:
        Refused: unknown keys or wrong kinds of values.
    """
    read = _WalkInReader(None, draft=True)
    walk_in = read.walk_in(value)
    read.finish()
    return walk_in


def person_from_json(value: object, gazetteer: Gazetteer | None = None) -> Person:
    """Return one person of the shape of ``applicant``.

    Raises:
        Refused: as ``from_json``.
    """
    read = _WalkInReader(gazetteer)
    person = read.person(read.record(value, "", _PERSON), "")
    read.finish()
    return person


def to_json(walk_in: WalkIn) -> dict[str, object]:
    """Return every key of the shape; ``from_json`` gives the walk-in back. Times in +07:00."""
    submitter = walk_in.submitter
    return {
        "procedure": walk_in.procedure,
        "channel": walk_in.channel.value,
        "applicant": person_to_json(walk_in.applicant),
        "submitter": submitter
        and {**person_to_json(submitter.person), _AUTHORITY: submitter.authority},
        "papers": [
            {
                "code": tick.code,
                "name": tick.name,
                "originals": tick.originals,
                "copies": tick.copies,
            }
            for tick in walk_in.papers
        ],
        "copies": walk_in.copies,
        "delivery": {
            "method": walk_in.delivery.method.value,
            "address": walk_in.delivery.address,
        },
        "fee": {"method": walk_in.fee.method.value, "amount": walk_in.fee.amount},
        "note": walk_in.note,
        "due_at": _iso(walk_in.due_at),
        "received_at": _iso(walk_in.received_at),
        "limit_case": walk_in.limit_case,
    }


def person_to_json(person: Person) -> dict[str, object]:
    """Return a person in the shape of ``applicant``."""
    identity = person.identity
    return {
        "kind": person.kind.value,
        "full_name": person.full_name,
        "identity": identity and {"type": identity.type.value, "number": identity.number},
        "birth": person.birth and person.birth.isoformat(),
        "sex": person.sex and person.sex.value,
        "phone": person.phone,
        "email": person.email,
        "address": {
            "province": person.address.province,
            "commune": person.address.commune,
            "detail": person.address.detail,
        },
        "old_number": person.old_number,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else local(moment).isoformat()


def normal_number(text: str) -> str:
    """Return an identity number without blanks and in capitals, as it is compared and stored."""
    return "".join(text.split(" ")).upper()


class _WalkInReader(Reader):
    """Reads the parts of a walk-in."""

    def __init__(self, gazetteer: Gazetteer | None, *, draft: bool = False) -> None:
        super().__init__()
        self.gazetteer = gazetteer
        self.draft = draft

    def walk_in(self, value: object) -> WalkIn:
        source = self.record(value, "", _WALK_IN)
        if value is None:
            self.note("", "bad_type", "Dữ liệu phải là một đối tượng JSON {…}.")
        copies = self.whole(source, "", "copies")
        note = source.get("note")
        return WalkIn(
            procedure=self._needed(source, "", "procedure", "mã thủ tục"),
            applicant=self._applicant(source),
            channel=self.choice(source, "", "channel", Channel) or Channel.COUNTER,
            submitter=self._submitter(source.get("submitter")),
            papers=self.items(source.get("papers"), "papers", self._paper),
            copies=1 if copies is None else copies,
            delivery=self._delivery(source.get("delivery")),
            fee=self._fee(source.get("fee")),
            note=self.text({"note": _plain_lines(note)}, "", "note"),
            due_at=self.moment(source, "", "due_at"),
            received_at=self.moment(source, "", "received_at"),
            limit_case=self.text(source, "", "limit_case"),
        )

    def person(self, source: Mapping[str, object], path: str) -> Person:
        return Person(
            full_name=self._needed(source, path, "full_name", "họ và tên"),
            kind=self.choice(source, path, "kind", ApplicantKind) or ApplicantKind.CITIZEN,
            identity=self._identity(source.get("identity"), join(path, "identity")),
            birth=self.day(source, path, "birth"),
            sex=self.choice(source, path, "sex", Sex),
            phone=self.text(source, path, "phone"),
            email=self.text(source, path, "email"),
            address=self._address(source.get("address"), join(path, "address")),
            old_number=normal_number(self.text(source, path, "old_number")),
        )

    def _applicant(self, source: Mapping[str, object]) -> Person:
        value = source.get("applicant")
        if value is None:
            if not self.draft:
                self.note("applicant", "missing", "Chưa có người nộp hồ sơ (mục “applicant”).")
            return Person(full_name="")
        if not isinstance(value, Mapping):
            self.record(value, "applicant", _PERSON)
            return Person(full_name="")
        return self.person(self.record(value, "applicant", _PERSON), "applicant")

    def _submitter(self, value: object) -> Submitter | None:
        source = self.record(value, "submitter", (*_PERSON, _AUTHORITY))
        if not isinstance(value, Mapping):
            return None
        return Submitter(
            person=self.person(source, "submitter"),
            authority=self.text(source, "submitter", _AUTHORITY),
        )

    def _needed(self, source: Mapping[str, object], path: str, key: str, what: str) -> str:
        text = self.text(source, path, key)
        if (
            not text
            and not self.draft
            and (source.get(key) is None or isinstance(source.get(key), str))
        ):
            self.note(join(path, key), "missing", f"Chưa có {what} (mục “{join(path, key)}”).")
        return text

    def _identity(self, value: object, path: str) -> Identity | None:
        source = self.record(value, path, ("type", "number"))
        number = normal_number(self.text(source, path, "number"))
        kind = self.choice(source, path, "type", IdentityType)
        if not number:
            return None
        if source.get("type") is None:
            self.note(
                join(path, "type"),
                "missing",
                f"Có số giấy tờ nhưng chưa ghi loại (mục “{join(path, 'type')}”: "
                f"{', '.join(IdentityType)}).",
            )
        return Identity(kind, number) if kind else None

    def _address(self, value: object, path: str) -> Address:
        source = self.record(value, path, ("province", "commune", "detail"))
        province = self.text(source, path, "province")
        commune = self.text(source, path, "commune")
        if self.gazetteer and (province or commune):
            try:
                places = self.gazetteer.resolve(province, commune, field=path)
            except Refused as refused:
                self.problems.extend(refused.problems)
            else:
                province, commune = (place.code if place else "" for place in places)
        return Address(province, commune, self.text(source, path, "detail"))

    def _paper(self, value: object, path: str) -> PaperTick:
        source = self.record(value, path, ("code", "name", "originals", "copies"))
        if value is None:
            self.note(path, "bad_type", f"“{path}” phải là một đối tượng JSON {{…}}.")
        originals = self.whole(source, path, "originals")
        copies = self.whole(source, path, "copies")
        if originals is None:
            originals = 0 if copies else 1
        return PaperTick(
            code=self.text(source, path, "code"),
            name=self.text(source, path, "name"),
            originals=originals,
            copies=copies or 0,
        )

    def _delivery(self, value: object) -> ResultDelivery:
        source = self.record(value, "delivery", ("method", "address"))
        method = self.choice(source, "delivery", "method", DeliveryMethod)
        return ResultDelivery(
            method or DeliveryMethod.COUNTER, self.text(source, "delivery", "address")
        )

    def _fee(self, value: object) -> FeePaid:
        source = self.record(value, "fee", ("method", "amount"))
        method = self.choice(source, "fee", "method", FeeMethod)
        return FeePaid(method or FeeMethod.NONE, self.whole(source, "fee", "amount"))


def _plain_lines(value: object) -> object:
    """Return a note with line ends of every kind as line feeds; other values as they are."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip(" \n")
    return value
