"""Whatever a scanner reads from a paper of ours: what it is, and what is to be thought of it.

A scanner is a keyboard. It may send signs of its own at both ends, type small letters where Caps
Lock is on, or be changed by a Vietnamese typing method on the way: each is told apart from a paper
that is not genuine.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from receptiondesk.desk import corrections, day_close, receipt_seals, wall_links, wall_look
from receptiondesk.desk.receipt_seals import Outcome, Verdict
from receptiondesk.desk.wall_look import SheetState
from receptiondesk.domain import receipt_seal
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.numbering import OFFICIAL, PROVISIONAL
from receptiondesk.domain.receipt_seal import SealedFacts
from receptiondesk.domain.text import clean_line, date_vi, moment_vi, nfc, quoted
from receptiondesk.domain.wall import Sheet, read_scanned
from receptiondesk.office import Office
from receptiondesk.storage import catalogue

#: What scanners send before and after the code itself (ISO/IEC 15424 identifiers, STX, ETX).
_SYMBOLOGY: Final = re.compile(r"^\](?:Q[0-6]|C[0-4]|d[0-6])")
_EDGES: Final = " \t\r\n\0\x02\x03\x04\ufeff"
_LONGEST: Final = 4_000
_MARK: Final = re.compile(rf"(?:{receipt_seal.MARK}|RĐ1):", re.IGNORECASE)
_DOSSIER: Final = re.compile(rf"(?:{OFFICIAL.pattern}|{PROVISIONAL.pattern})(?![0-9])", re.ASCII)
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9A-F]{4}(?:-[0-9A-F]{4})+)", re.ASCII)
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_CARD: Final = re.compile(r"[0-9]{12}\|", re.ASCII)
_PROCEDURE: Final = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9A-Z.]{1,40})?", re.ASCII)
_NAMED_AT_MOST: Final = 3
_TYPING_METHOD: Final = (
    "bộ gõ tiếng Việt có lẽ đã đổi chữ trong lúc máy quét gõ. Xin tắt bộ gõ (chuyển sang chữ E) "
    "rồi quét lại."
)
_CAPS_LOCK: Final = "Chữ quét được toàn chữ thường: xin tắt Caps Lock rồi quét lại."


class Finding(StrEnum):
    """What is to be thought of a code.

    ``GOOD``: genuine, or a sheet that is right. ``BAD``: not to be relied on. ``UNSURE``: cannot be
    told here. ``PLAIN``: it names something and proves nothing.
    """

    GOOD = "good"
    BAD = "bad"
    UNSURE = "unsure"
    PLAIN = "plain"


_WORST_FIRST: Final = (Finding.BAD, Finding.UNSURE, Finding.PLAIN, Finding.GOOD)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as the paper has it and as this desk's record has it (empty: no record)."""

    label: str
    paper: str
    record: str = ""

    @property
    def differs(self) -> bool:
        """Whether the record says something else."""
        return bool(self.record) and self.record != self.paper


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanned code is.

    ``uid`` names the dossier that it leads to, empty for none; ``opens``: it says nothing more, so
    the dossier may be shown at once. ``private``: the text is not to stay on the screen.
    """

    finding: Finding
    headline: str
    sentence: str
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()
    uid: str = ""
    opens: bool = False
    private: bool = False

    @property
    def recorded(self) -> bool:
        """Whether any line stands beside a record."""
        return any(line.record for line in self.lines)


def see(office: Office, raw: str) -> Scanned:
    """Tell what a scanned or typed text is.

    Raises:
        Refused: a file in the folder of keys is broken.
        Trouble: the data cannot be read now.
    """
    text = _SYMBOLOGY.sub("", nfc(raw[:_LONGEST]).strip(_EDGES)).strip(_EDGES)
    if _MARK.match(text):
        return _receipt(office, text)
    if read_scanned(text) is not None:
        return _sheet(office, text)
    readers: tuple[tuple[re.Pattern[str], Callable[[Office, re.Match[str]], Scanned]], ...] = (
        (_DOSSIER, _dossier),
        (_DAY, _day),
        (_ADDRESS, _address),
        (_CARD, _card),
    )
    for pattern, reader in readers:
        if found := pattern.match(text if pattern is _ADDRESS else text.upper()):
            return reader(office, found)
    return _else(office, text)


def see_all(office: Office, codes: Sequence[str], name: str) -> Scanned:
    """Tell what the codes of one paper are: of several, the one that proves most.

    ``name`` is how the file is called.

    Raises:
        Refused, Trouble: as `see`.
    """
    if not codes:
        sentence = (
            f"Không thấy mã nào trên «{quoted(name)}». Xin quét lại tờ giấy thẳng, rõ, ít nhất 150 "
            "chấm một inch."
        )
        return Scanned(Finding.UNSURE, "Không có mã", sentence)
    seals = [code for code in codes if _MARK.match(code)]
    sheets = [code for code in codes if read_scanned(code) is not None]
    chosen = seals or sheets[:1] or codes[:1]
    seen = [replace(see(office, code), opens=False) for code in chosen]
    worst = min(seen, key=lambda one: _WORST_FIRST.index(one.finding))
    if len(seals) > 1:
        more = f"Tệp có {len(seals)} mã ký; đây là mã đáng ngại nhất."
        return replace(worst, remarks=(*worst.remarks, more))
    return worst


def _receipt(office: Office, text: str) -> Scanned:
    small = text == text.lower()
    spelled = text.upper() if small else text
    if not spelled.isascii():
        sentence = f"Chưa thể coi giấy là thật: {_TYPING_METHOD}"
        return Scanned(Finding.UNSURE, "Chưa đọc được mã ký", sentence)
    seal = receipt_seal.parse(spelled)
    if seal is None:
        sentence = (
            "Mã ký đọc được thiếu, thừa hoặc sai chữ nên chưa thể coi giấy là thật. Xin quét lại; "
            "vẫn thế thì tra hồ sơ theo mã và không dùng giấy này."
        )
        return Scanned(Finding.BAD, "Mã ký không trọn", sentence)
    verdict = receipt_seals.check_here(office, spelled)
    here = _found(office, seal.facts.code) if _ours(office, verdict) else None
    seen = _judged(office, verdict, here)
    if small and verdict.outcome is Outcome.FORGED:
        return replace(seen, remarks=(_CAPS_LOCK, *seen.remarks))
    return seen


_RECEIPT_HEADS: Final = {
    Outcome.GENUINE: (Finding.GOOD, "Giấy thật"),
    Outcome.FORGED: (Finding.BAD, "Giấy không thật"),
    Outcome.OTHER_UNIT: (Finding.BAD, "Khóa không phải của cơ quan ghi trên giấy"),
    Outcome.UNKNOWN_KEY: (Finding.UNSURE, "Giấy của cơ quan khác, chưa có khóa"),
    Outcome.NO_SEAL: (Finding.UNSURE, "Không có mã ký"),
}


#: What nobody may rely on though it was printed here: of a cancelled dossier, of practice.
_WORTHLESS: Final = {
    False: "Hồ sơ đã hủy, giấy không còn giá trị",
    True: "Giấy thực hành, không có giá trị",
}


def _judged(office: Office, verdict: Verdict, here: Dossier | None) -> Scanned:
    finding, headline = _RECEIPT_HEADS[verdict.outcome]
    if finding is Finding.GOOD and here is not None and (here.practice or here.cancelled):
        finding, headline = Finding.BAD, _WORTHLESS[here.practice]
    lines = _lines(office, verdict.facts, here) if verdict.facts else ()
    remarks = verdict.remarks
    if any(line.differs for line in lines):
        names = ", ".join(line.label.lower() for line in lines if line.differs)
        remarks = (f"Giấy khác với sổ của máy này ở: {names}.", *remarks)
    if verdict.outcome is Outcome.UNKNOWN_KEY:
        folder = receipt_seals.folder_of_keys(office)
        remarks = (f"Tệp khóa (đuôi .pem) đặt vào thư mục {folder} rồi quét lại.",)
    if verdict.outcome is Outcome.FORGED and here is not None:
        remarks = (f"Mã ghi trên giấy là mã của hồ sơ {here.code}; mở ra để đối chiếu.",)
    uid = here.uid if here is not None else ""
    return Scanned(finding, headline, verdict.sentence, lines, remarks, uid)


def _ours(office: Office, verdict: Verdict) -> bool:
    """Return whether the code names our own key, truly or not."""
    return verdict.key_id == receipt_seals.own_key(office).key.key_id


def _lines(office: Office, facts: SealedFacts, here: Dossier | None) -> tuple[Line, ...]:
    told = (
        ("Mã hồ sơ", facts.code, here and here.code),
        ("Tiếp nhận", moment_vi(facts.received_at), here and moment_vi(here.received_at)),
        ("Thủ tục", facts.procedure, here and here.procedure.code),
        ("Mã cơ quan", facts.unit, here and office.settings.org_code),
        (
            "Hẹn trả",
            moment_vi(facts.due_at) if facts.due_at else "không hẹn",
            here and (moment_vi(here.due_at) if here.due_at else "không hẹn"),
        ),
    )
    return tuple(Line(label, paper, record or "") for label, paper, record in told)


def _found(office: Office, code: str) -> Dossier | None:
    try:
        return corrections.found(office, code)
    except Refused:
        return None


def _sheet(office: Office, text: str) -> Scanned:
    try:
        looked = wall_look.look(office, text)
    except Refused as refused:
        sentence = " ".join(problem.message for problem in refused.problems)
        return Scanned(Finding.UNSURE, "Tờ không có trong sổ", sentence)
    finding, headline = {
        SheetState.RIGHT: (Finding.GOOD, "Tờ niêm yết đang đúng"),
        SheetState.WAITING: (Finding.GOOD, "Tờ niêm yết đang đúng, chờ treo"),
        SheetState.STALE: (Finding.BAD, "Tờ niêm yết đã thay"),
        SheetState.STRUCK: (Finding.BAD, "Tờ niêm yết đã gỡ"),
    }[looked.state]
    return Scanned(finding, headline, looked.told, _about_sheet(looked.sheet))


def _about_sheet(sheet: Sheet) -> tuple[Line, ...]:
    codes = ", ".join(sheet.codes[:_NAMED_AT_MOST])
    more = f" và {len(sheet.codes) - _NAMED_AT_MOST} thủ tục nữa"
    return (
        Line("Chỗ treo", sheet.place.told() or "chưa ghi"),
        Line("Thủ tục", codes + more * (len(sheet.codes) > _NAMED_AT_MOST)),
    )


def _dossier(office: Office, found: re.Match[str]) -> Scanned:
    here = _found(office, found[0])
    if here is None:
        sentence = (
            f"Sổ của máy này không có hồ sơ mang mã {found[0]}; có thể đã tiếp nhận ở máy khác. Mã "
            "này không ký nên không chứng minh giấy thật."
        )
        return Scanned(Finding.UNSURE, "Không có hồ sơ này ở đây", sentence)
    alone = found.end() == len(found.string)
    sentence = (
        "Mã này không ký nên chỉ cho biết hồ sơ, không chứng minh giấy thật. Xin quét thêm mã "
        "vuông ở cuối giấy tiếp nhận, phía bên phải."
    )
    lines = (
        Line("Thủ tục", clean_line(here.procedure.name)),
        Line("Tiếp nhận", moment_vi(here.received_at)),
        Line("Hẹn trả", moment_vi(here.due_at) if here.due_at else "không hẹn"),
    )
    return Scanned(Finding.PLAIN, f"Hồ sơ {here.code}", sentence, lines, (), here.uid, alone)


def _day(office: Office, found: re.Match[str]) -> Scanned:
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return _else(office, found[0])
    sealed = day_close.sealed_on(office, day)
    told = date_vi(day)
    if sealed is None:
        sentence = f"Máy này chưa khóa ngày {told}, nên không có gì để đối chiếu với tờ tổng kết."
        return Scanned(Finding.UNSURE, "Ngày chưa khóa ở đây", sentence)
    lines = (Line("Dấu của ngày", found[2], sealed.fingerprint),)
    if sealed.fingerprint == found[2]:
        sentence = f"Tờ tổng kết ngày {told} khớp với ngày đã khóa trong sổ."
        return Scanned(Finding.GOOD, "Tờ tổng kết ngày khớp", sentence, lines)
    sentence = (
        f"Tờ tổng kết ngày {told} không khớp với ngày đã khóa trong sổ. Xin in lại tờ của ngày ấy "
        "trong mục Kết thúc ngày và so từng số."
    )
    return Scanned(Finding.BAD, "Tờ tổng kết ngày không khớp", sentence, lines)


def _address(office: Office, found: re.Match[str]) -> Scanned:
    known = next((one for one in wall_links.addresses(office) if one.url == found[0]), None)
    sentence = (
        "Đây là địa chỉ cho người dân mở bằng điện thoại, không phải mã của một tờ giấy. Muốn biết "
        "tờ niêm yết còn đúng không, xin quét mã vạch ở chân tờ."
    )
    if known is None:
        headline = "Địa chỉ không có trên tờ nào của quầy"
        return Scanned(Finding.UNSURE, headline, sentence)
    sheets, codes = (
        ", ".join(known.sheets[:_NAMED_AT_MOST]),
        ", ".join(known.codes[:_NAMED_AT_MOST]),
    )
    lines = tuple(Line(label, told) for label, told in (("Tờ", sheets), ("Thủ tục", codes)) if told)
    return Scanned(Finding.PLAIN, "Địa chỉ tra cứu", sentence, lines)


def _card(_office: Office, _found: re.Match[str]) -> Scanned:
    """Say what it is; what stands on the card is not repeated."""
    sentence = (
        "Đây là mã của thẻ căn cước, không phải giấy của quầy. Xin quét thẻ ở mục Tiếp nhận, bước "
        "Người nộp. Máy không giữ lại gì của lần quét này."
    )
    return Scanned(Finding.PLAIN, "Thẻ căn cước", sentence, private=True)


def _else(office: Office, text: str) -> Scanned:
    """Return the dossier that a code of another spelling finds, a procedure, or what it is not."""
    here = _found(office, text) if text.isprintable() else None
    if here is not None:
        return Scanned(Finding.PLAIN, f"Hồ sơ {here.code}", "", uid=here.uid, opens=True)
    if _PROCEDURE.fullmatch(text.upper()):
        with office.database.read() as session:
            procedure = catalogue.procedure(session, text.upper())
        if procedure is not None:
            sentence = f"{text} là mã thủ tục “{clean_line(procedure.name)}”, không phải mã hồ sơ."
            return Scanned(Finding.PLAIN, "Mã thủ tục", sentence)
    sentence = (
        f"“{quoted(text)}” không phải mã ký của giấy tiếp nhận, không phải số tờ niêm yết, cũng "
        "không phải mã hồ sơ có trong sổ của máy này."
    )
    remarks = () if text.isascii() else (f"Nếu máy quét vừa đọc mã này: {_TYPING_METHOD}",)
    return Scanned(Finding.UNSURE, "Không nhận ra mã này", sentence, (), remarks)
