"""The site's own list of procedures, in the words of our catalogue."""

from collections.abc import Mapping

from receptiondesk.domain.code_map import CodeKind
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import RemoteProcedure
from sync.portals.opencps import fields, replies
from sync.portals.opencps.portal_site import Found, Site
from sync.portals.opencps.routes import REST

_PAGE = 200
#: No commune offers more; a list that never ends is not one.
_AT_MOST = 20_000

#: Field of ServiceInfoModel (portals.md A.4 row 1) → column of our catalogue. The administration
#: is left out: whether it is the body that decides is not said.
COLUMNS: Mapping[str, str] = {
    "serviceName": "name",
    "domainName": "field",
    "applicantText": "applicants",
    "resultText": "result",
    "durationText": "limit_text",
    "feeText": "fee_text",
}
_OFF = frozenset({"false", "0"})


def procedures(site: Site) -> tuple[RemoteProcedure, ...]:
    """Read the whole list, page by page (``start`` and ``end`` are row offsets, A.3).

    A service that the site switched off is not offered, so it is not told.

    Raises:
        NoAnswer: UNREADABLE when the pages do not add up to the total that the site tells.
    """
    found: dict[str, RemoteProcedure] = {}
    start, total = 0, 1
    while start < min(total, _AT_MOST):
        query = {"start": str(start), "end": str(start + _PAGE)}
        reply = site.line.get(f"{REST}/serviceinfos", query)
        rows = replies.listed(reply)
        total = replies.total(reply)
        for row in rows:
            one = _procedure(site, row)
            if one.code and fields.canonical(row.get("active")).lower() not in _OFF:
                found.setdefault(one.code, one)
        start += len(rows)
        if not rows and start < total:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, f"{start} of {total} rows"))
    return tuple(found.values())


def _procedure(site: Site, row: Found) -> RemoteProcedure:
    own = fields.canonical(row.get("serviceCode"))
    national = fields.canonical(row.get("serviceCodeDVCQG"))
    code = site.words.codes.ours(CodeKind.PROCEDURE, own) or national or own
    columns = {column: fields.canonical(row.get(name)) for name, column in COLUMNS.items()}
    return RemoteProcedure(code, {column: text for column, text in columns.items() if text})
