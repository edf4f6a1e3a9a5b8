"""Receipts that prove themselves: the signed code on each one, and checking a code without a line.

Every desk and every inspector with the office's public key can check a receipt. The key of this
office is always known; keys of others are PEM files in the folder ``receipt-keys`` of the data
folder, or given by hand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from receptiondesk.credentials.receipt_key import PublicKey, ReceiptKey
from receptiondesk.domain import receipt_seal
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.receipt_seal import Seal, SealedFacts
from receptiondesk.domain.text import clean_line, moment_vi
from receptiondesk.office import Office
from receptiondesk.paths import reason_vi
from receptiondesk.storage import dossiers

_PURPOSE = "receptiondesk receipt signing"
_FOLDER = "receipt-keys"
_KEY_BYTES_AT_MOST = 20_000
_UNIT = "Mã cơ quan: "
_NAME = "Tên cơ quan: "
_KEY = "Tên khóa: "
_FIELD = re.compile(r"^(Mã cơ quan|Tên cơ quan): (.*)$", re.MULTILINE)


class Outcome(StrEnum):
    """What a check found."""

    GENUINE = "genuine"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown_key"
    OTHER_UNIT = "other_unit"
    NO_SEAL = "no_seal"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key and whose it is; ``text`` is the file to give to others."""

    key: PublicKey
    unit: str
    name: str

    @property
    def text(self) -> str:
        """Return the key file: who owns it, how it is used, and the key (PEM, RFC 7468)."""
        about = (
            f"{_UNIT}{self.unit}\n{_NAME}{self.name}\n{_KEY}{self.key.key_id}\n"
            "Khóa công khai để kiểm tra giấy tiếp nhận của cơ quan nêu trên; không phải bí mật.\n"
            "Kiểm tra: receptiondesk verify-receipt GIẤY --key TỆP-NÀY\n"
        )
        return f"{about}\n{self.key.pem()}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be thought of a code. ``facts`` are what was signed, for comparing by eye.

    ``remarks`` tell what this desk knows of the dossier itself.
    """

    outcome: Outcome
    sentence: str
    facts: SealedFacts | None = None
    issuer: str = ""
    key_id: str = ""
    remarks: tuple[str, ...] = ()


def code_of(office: Office, dossier: Dossier) -> str:
    """Return the signed code of a dossier's receipt; the same facts give the same code."""
    key = _own(office)
    facts = SealedFacts(
        dossier.code,
        dossier.procedure.code,
        office.settings.org_code,
        dossier.received_at,
        dossier.due_at,
    )
    signed = receipt_seal.message(facts, key.public.key_id)
    return receipt_seal.spell(signed, key.sign(signed.encode()))


def own_key(office: Office) -> KnownKey:
    """Return the public half of this office's key, to be given to others."""
    return KnownKey(_own(office).public, office.settings.org_code, office.settings.org_name)


def read_key(file: Path) -> KnownKey:
    """Read a key file that another office gave out.

    Raises:
        Refused: bad_key, unreadable_key.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(_KEY_BYTES_AT_MOST)
        told = dict(_FIELD.findall(data.decode("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        why = reason_vi(error) if isinstance(error, OSError) else "không phải tệp chữ"
        message = f"Không đọc được tệp khóa «{file.name}» ({why}). Xin xem lại tệp."
        raise Refused(Problem("key", "unreadable_key", message)) from error
    begins = data.find(b"-----BEGIN")
    key = PublicKey.read(data[max(begins, 0) :])
    unit, name = (clean_line(told.get(label, "")) for label in ("Mã cơ quan", "Tên cơ quan"))
    return KnownKey(key, unit, name)


def folder_of_keys(office: Office) -> Path:
    """Return the folder for the key files of other offices (``*.pem``)."""
    return office.paths.root / _FOLDER


def known_keys(office: Office) -> tuple[KnownKey, ...]:
    """Return this office's key and those in its folder of keys.

    Raises:
        Refused: bad_key, unreadable_key, naming the file.
    """
    files = sorted(folder_of_keys(office).glob("*.pem"))
    return (own_key(office), *map(read_key, files))


def check(text: str, keys: Iterable[KnownKey]) -> Verdict:
    """Judge a scanned code by the keys at hand; needs neither a line nor an office."""
    seal = receipt_seal.parse(text)
    if seal is None:
        return _no_seal(text)
    named = [known for known in keys if known.key.key_id == seal.key_id]
    for known in named:
        if known.key.confirms(seal.message, seal.signature):
            return _signed_by(known, seal)
    if named:
        return Verdict(Outcome.FORGED, _FORGED, key_id=seal.key_id, issuer=named[0].name)
    sentence = (
        f"Chưa kiểm tra được: máy này chưa có khóa công khai {seal.key_id} của cơ quan ghi trong "
        f"mã ({seal.facts.unit}). Xin lấy tệp khóa từ cơ quan đó rồi kiểm tra lại; chưa thể coi "
        "giấy là thật."
    )
    return Verdict(Outcome.UNKNOWN_KEY, sentence, seal.facts, key_id=seal.key_id)


def check_here(office: Office, text: str, more: Iterable[KnownKey] = ()) -> Verdict:
    """Judge a code by the keys this office knows, and tell what its own books say of the dossier.

    Raises:
        Refused: a file in the folder of keys is broken.
        Trouble: the data cannot be read.
    """
    verdict = check(text, (*known_keys(office), *more))
    if verdict.facts is None or verdict.key_id != own_key(office).key.key_id:
        return verdict
    with office.database.read() as session:
        dossier = dossiers.by_code(session, verdict.facts.code)
    remarks = _remarks(dossier, verdict.facts) if verdict.outcome is Outcome.GENUINE else ()
    return replace(verdict, remarks=remarks)


def _own(office: Office) -> ReceiptKey:
    return ReceiptKey(office.database.key_for(_PURPOSE))


def _signed_by(known: KnownKey, seal: Seal) -> Verdict:
    issuer = known.name or known.unit
    if known.unit and known.unit != seal.facts.unit:
        sentence = (
            f"Mã ký đúng khóa của {issuer}, nhưng ghi mã cơ quan {seal.facts.unit} chứ không phải "
            f"{known.unit}. Xin hỏi lại cơ quan cấp giấy trước khi tin."
        )
        return Verdict(Outcome.OTHER_UNIT, sentence, seal.facts, issuer, seal.key_id)
    sentence = (
        f"Mã ký đúng: {issuer} đã cấp giấy này. Xin đối chiếu các dòng dưới đây với chữ in trên "
        "giấy; có dòng nào khác thì giấy đã bị sửa."
    )
    return Verdict(Outcome.GENUINE, sentence, seal.facts, issuer, seal.key_id)


def _no_seal(text: str) -> Verdict:
    if receipt_seal.is_seal(text):
        return Verdict(Outcome.FORGED, _FORGED)
    sentence = (
        "Không thấy mã ký của giấy tiếp nhận. Xin quét mã vuông ở cuối tờ giấy; giấy in trước khi "
        "có mã ký thì tra theo mã hồ sơ."
    )
    return Verdict(Outcome.NO_SEAL, sentence)


_FORGED = (
    "Mã ký không đúng: mã đã bị sửa, bị hỏng hoặc không do cơ quan này cấp. Xin không dùng giấy "
    "này và tra hồ sơ theo mã."
)


def _remarks(dossier: Dossier | None, facts: SealedFacts) -> tuple[str, ...]:
    if dossier is None:
        return ("Sổ của máy này không có hồ sơ mang mã đó; có thể đã tiếp nhận ở máy khác.",)
    told = []
    if dossier.cancelled:
        told.append("Hồ sơ này đã hủy; giấy không còn giá trị.")
    if dossier.practice:
        told.append("Đây là hồ sơ thực hành; giấy không có giá trị.")
    if _minute(dossier.due_at) != _minute(facts.due_at):
        now = moment_vi(dossier.due_at) if dossier.due_at else "chưa định"
        told.append(f"Ngày hẹn trả đã thay sau khi in giấy; hiện nay là: {now}.")
    if dossier.procedure.code != facts.procedure:
        told.append(f"Thủ tục đã được sửa sau khi in giấy; hiện nay là {dossier.procedure.code}.")
    return tuple(told)


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{local(moment):%Y%m%d%H%M}"
