"""What ``portal test`` asks of a bus: the account, the right to look up, the words it speaks."""

from collections.abc import Iterator

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Finding, Part
from sync.portals.national.bus import Bus

#: A code of the right form that no office gives out.
_NOBODYS = "000.00.00.H00-000000-0000"
_PARTS = (Part.SIGN_IN, Part.RIGHT, Part.VERSION)


def examine(bus: Bus) -> Iterator[Finding]:
    """Yield one finding per part; after the first that is not well the rest is not asked."""
    asked = ((_sign_in, "Trục nhận tài khoản."), (_look_up, "Tài khoản tra cứu được hồ sơ."),
             (_fields, "Trục trả lời danh mục đúng mẫu đã biết."))  # fmt: skip
    failed = False
    for part, (ask, well) in zip(_PARTS, asked, strict=True):
        if failed:
            yield Finding(part, None, "Chưa hỏi, vì mục trước chưa được.")
            continue
        answer = ask(bus)
        failed = not answer.good
        yield Finding(part, answer.good, well if answer.good else answer.words_of_a_test)


def _sign_in(bus: Bus) -> Answer:
    try:
        bus.sign_in()
    except NoAnswer as stopped:
        return stopped.answer
    return Answer(AnswerKind.ACCEPTED)


def _look_up(bus: Bus) -> Answer:
    """Look nobody's dossier up: an error that only says so is an answer all the same."""
    try:
        bus.share("TraCuuHoSo", mahoso=_NOBODYS)
    except NoAnswer as stopped:
        if stopped.answer.kind is not AnswerKind.REFUSED:
            return stopped.answer
    return Answer(AnswerKind.ACCEPTED)


def _fields(bus: Bus) -> Answer:
    """Read the list of fields, the shortest catalogue that a dossier needs."""
    try:
        rows = bus.share("LayDanhMucLinhVuc")
    except NoAnswer as stopped:
        return stopped.answer
    names = {str(name).upper() for row in rows for name in row}
    if {"MALINHVUC", "TENLINHVUC"} <= names:
        return Answer(AnswerKind.ACCEPTED)
    return Answer(AnswerKind.UNREADABLE, detail="Danh mục lĩnh vực không có MALINHVUC, TENLINHVUC.")
