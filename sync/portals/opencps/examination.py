"""``portal test`` at an OpenCPS site: sign-in, right and version, each told apart.

Nothing is made: the right to receive is asked by a create that names no process, which the portal
refuses with 403 when the account may receive and with 203 when it may not (portals.md A.2, A.5).
"""

from collections.abc import Iterator

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import Form
from sync.portal import Finding, Part
from sync.portals.opencps import replies
from sync.portals.opencps.portal_site import Site, number, path
from sync.portals.opencps.routes import REST
from sync.session import Ask, Reply

_UNKNOWN_PATH = 404
_WHAT_NO_DOSSIER_IS = "0"

#: Calls that the desk needs, asked of a dossier that cannot exist: 404 is a call that is missing.
_CALLS = (
    ("đọc hồ sơ", ()),
    ("bước xử lý", ("nextactions",)),
    ("giấy tờ", ("marks",)),
    ("tệp đính kèm", ("files",)),
    ("lệ phí", ("payment",)),
)
#: Lists that the desk reads, and the fields it needs of a row.
_LISTS = (
    ("serviceinfos", ("serviceCode", "serviceName")),
    ("serviceconfigs", ("serviceConfigId", "serviceCode", "govAgencyCode")),
)


def examine(site: Site) -> Iterator[Finding]:
    """Ask step by step; after a step that is not well the rest is not asked."""
    for ask in (_sign_in, _right, _version):
        finding = ask(site)
        yield finding
        if not finding.well:
            return


def _sign_in(site: Site) -> Finding:
    try:
        replies.check_login(site.line.get(replies.KNOCK, replies.KNOCK_QUERY))
    except NoAnswer as stopped:
        return _not_well(Part.SIGN_IN, stopped.answer)
    return Finding(Part.SIGN_IN, well=True, sentence="Cổng nhận tài khoản và mật khẩu.")


def _right(site: Site) -> Finding:
    form = {"serviceCode": "", "govAgencyCode": "", "dossierTemplateNo": "", "originality": "3"}
    try:
        reply = site.line.ask(Ask("POST", f"{REST}/dossiers", body=Form(form), reads=True))
        if replies.is_not_logged_in(reply):
            return _not_well(Part.RIGHT, Answer(AnswerKind.FORBIDDEN))
        if reply.ok:
            return _made_something(site, reply)
        replies.check_login(reply)
    except NoAnswer as stopped:
        return _not_well(Part.RIGHT, stopped.answer)
    return Finding(Part.RIGHT, well=True, sentence="Tài khoản có quyền tiếp nhận hồ sơ.")


def _made_something(site: Site, reply: Reply) -> Finding:
    """A create without a process was taken: no OpenCPS that we know; what it made goes again."""
    made = replies.record(reply)
    if made is not None and number(made):
        site.line.delete(path(number(made)))
    sentence = "Cổng nhận cả hồ sơ không có thủ tục; đây không phải cổng OpenCPS v2."
    return Finding(Part.VERSION, well=False, sentence=sentence)


def _version(site: Site) -> Finding:
    try:
        missing = [*_missing_calls(site), *_missing_fields(site)]
    except NoAnswer as stopped:
        return _not_well(Part.VERSION, stopped.answer)
    if missing:
        named = ", ".join(missing)
        sentence = f"Phiên bản của cổng thiếu: {named}. Báo quản trị cổng phiên bản đang dùng."
        return Finding(Part.VERSION, well=False, sentence=sentence)
    return Finding(Part.VERSION, well=True, sentence="Cổng có đủ các phần mà quầy cần.")


def _missing_calls(site: Site) -> Iterator[str]:
    for called, words in _CALLS:
        if site.line.get(path(_WHAT_NO_DOSSIER_IS, *words)).status == _UNKNOWN_PATH:
            yield called


def _missing_fields(site: Site) -> Iterator[str]:
    for name, wanted in _LISTS:
        reply = site.line.get(f"{REST}/{name}", {"start": "0", "end": "1"})
        if reply.status == _UNKNOWN_PATH:
            yield name
            continue
        rows = replies.records(reply)
        if rows:
            yield from (f"{name}.{field}" for field in wanted if field not in rows[0])


def _not_well(part: Part, answer: Answer) -> Finding:
    return Finding(part, well=False, sentence=answer.words_of_a_test)
