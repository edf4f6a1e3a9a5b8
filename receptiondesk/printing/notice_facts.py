"""What a sheet says of a procedure, part by part: by this it is known when a sheet is stale.

The texts are those that the layouts print (`notice_words`, `notice_checklist`), so a change of the
catalogue that changes nothing printed is none here either.
"""

from collections.abc import Mapping
from typing import Final

from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.wall import Part
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.notice_checklist import checklist, forms_of
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.wording import Wording

_ROW: Final = (Part.NAME, Part.FIELD, Part.LIMIT, Part.FEE, Part.WAYS, Part.DECISION, Part.BASIS)
_BOX: Final = ("name", "desk", "address", "hotline")

#: Which parts of a procedure each notice prints.
PRINTED: Final[Mapping[NoticeKind, tuple[Part, ...]]] = {
    NoticeKind.LIST: (*_ROW, Part.ADDRESS),
    NoticeKind.OFFICE: _ROW,
    NoticeKind.SHEETS: tuple(Part),
    NoticeKind.INDEX: (Part.NAME, Part.FIELD),
    NoticeKind.NEEDS: (Part.NAME, Part.FIELD),
}
#: What each notice prints of the office.
OF_OFFICE: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.LIST: _BOX,
    NoticeKind.OFFICE: _BOX,
    NoticeKind.SHEETS: _BOX,
    NoticeKind.INDEX: ("name",),
    NoticeKind.NEEDS: ("name",),
    NoticeKind.FEEDBACK: (*_BOX, "mailing", "website", "email"),
    NoticeKind.HOTLINE: ("name", "hotline", "phone"),
    NoticeKind.POSTER: ("name", "lookup_url"),
}
#: Notices that post a procedure in full; an index only points at them.
POSTING: Final = frozenset({NoticeKind.LIST, NoticeKind.OFFICE, NoticeKind.SHEETS})


def facts(procedure: Procedure, words: Wording) -> dict[Part, str]:
    """Return the text of each part of a procedure as the notices print it.

    The address is the procedure's own: where it has none, the office's is printed.
    """
    told = ProcedureWords(words, procedure)
    papers = [
        f"{group.caption}: {item.text}"
        for group in checklist(procedure.papers, words)
        for item in group.items
    ]
    other = (procedure.applicants, procedure.competent_body, told.result())
    return {
        Part.NAME: procedure.name,
        Part.FIELD: procedure.field,
        Part.LIMIT: told.limits(),
        Part.FEE: told.fees(),
        Part.WAYS: told.ways(),
        Part.PAPERS: "\n".join([*papers, *forms_of(procedure.papers)]),
        Part.DECISION: told.decision(),
        Part.BASIS: told.basis(),
        Part.ADDRESS: procedure.portal_url,
        Part.OTHER: "\n".join(filter(None, other)),
    }


def of_office(kind: NoticeKind, head: Letterhead) -> dict[str, str]:
    """Return what a notice says of the office, by key."""
    values = {
        "name": "\n".join(filter(None, (head.parent, head.name))),
        "desk": head.desk or head.name,
        "address": head.address,
        "hotline": head.hotline or head.phone,
        "phone": head.phone,
        "mailing": head.mailing,
        "website": head.website,
        "email": head.email,
        "lookup_url": head.lookup_url,
    }
    return {key: values[key] for key in OF_OFFICE[kind]}
