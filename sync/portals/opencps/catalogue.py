"""The site's own list of procedures, in the words of our catalogue."""

from collections.abc import Mapping

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import RemoteProcedure
from sync.portals.opencps import fields, replies
from sync.portals.opencps.routes import REST
from sync.portals.opencps.site import Found, Site

_PAGE = 200
#: No commune offers more; a list that never ends is not one.
_AT_MOST = 20_000

#: Field of ServiceInfoModel (portals.md A.4 row 1) → column of our catalogue.
COLUMNS: Mapping[str, str] = {
    "serviceName": "Tên thủ tục",
    "domainName": "Lĩnh vực",
    "administrationName": "Cơ quan giải quyết",
    "applicantText": "Đối tượng thực hiện",
    "resultText": "Kết quả",
    "durationText": "Thời hạn như đã công bố",
    "feeText": "Phí như đã công bố",
}
CODE = "Mã thủ tục"
#: The site's own code where it is another than the national one.
SITE_CODE = "Mã trên cổng"


def procedures(site: Site) -> tuple[RemoteProcedure, ...]:
    """Read the whole list, page by page (``start`` and ``end`` are row offsets, A.3).

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
            one = _procedure(row)
            if one.code:
                found.setdefault(one.code, one)
        start += len(rows)
        if not rows and start < total:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, f"{start} of {total} rows"))
    return tuple(found.values())


def _procedure(row: Found) -> RemoteProcedure:
    own = fields.canonical(row.get("serviceCode"))
    code = fields.canonical(row.get("serviceCodeDVCQG")) or own
    columns = {column: fields.canonical(row.get(name)) for name, column in COLUMNS.items()}
    columns = {column: text for column, text in columns.items() if text}
    if own != code:
        columns[SITE_CODE] = own
    return RemoteProcedure(code, {CODE: code, **columns})
