"""The portals that number dossiers themselves, as the simulation lives with them."""

import json
import re
from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from receptiondesk.domain.attachments import Attachment
from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeKind, CodeLine
from tests.simulation import held
from tests.simulation.families import Family, Truth, act_of, first
from tests.support.portals import server_numbered
from tests.support.portals.server_numbered import ServerNumberedCore
from tests.support.portals.server_numbered_store import Store, Stored, StoredFile
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD

#: Ids that this make gives to procedures; every site has its own.
_IGATE_PROCEDURES = tuple(
    CodeLine(CodeKind.PROCEDURE, code, f"5f8fe7c2b80e603d5300dc{place:02d}|60f5")
    for place, code in enumerate((BIRTH_REGISTRATION, COPY_OF_RECORD))
)


#: One make's register is read page by page for news, the others' dossiers one by one.
_REGISTER: dict[str, dict[str, str]] = {
    "tandan": {"feed_days": "30", "page_size": "5", "lag_minutes": "60"},
    "igate": {},
    "adapter2026": {},
}


_ID = re.compile(r"[0-9a-f]{24}")
#: How one make joins the files of a paper.
_JOIN = "##"
#: How the adapter of 2026 is told who withdrew.
_WITHDRAWS = " ghi rút"
_STEPS = frozenset({"received", "corrected", "cancelled"})


def numbered(dialect: str) -> Family:
    """Return the portals of one make."""

    def make(clock: Clock) -> ServerNumberedCore:
        return ServerNumberedCore(dialect, clock=clock)

    return Family(
        name=f"server_numbered:{dialect}",
        make=make,
        truths=_numbered_truths,
        move=_numbered_move,
        user=server_numbered.USER,
        password=server_numbered.PASSWORD,
        options={"dialect": dialect, **server_numbered.OPTIONS[dialect], **_REGISTER[dialect]},
        codes=_IGATE_PROCEDURES if dialect == "igate" else (),
        numbered_here=False,
        takes_files=True,
        mischief=_numbered_mischief,
        mended=_numbered_mended,
        forget=_numbered_forget,
        vary=_numbered_vary,
        twice=_numbered_twice,
        told_of=_STEPS if dialect == "adapter2026" else frozenset(),
        remove_file=_numbered_remove_file,
        # Asked for by its code alone: one whose code came with a file that is gone is not found.
        shows_without_code=dialect != "adapter2026",
    )


def asked_of_nothing() -> Family:
    """Return the adapter of 2026 as the facts know it: no call tells what stands there."""
    family = numbered("adapter2026")
    return replace(
        family,
        name=f"{family.name}-blind",
        options={**family.options, "path.lookup": ""},
        # Nobody can miss what nobody can look for.
        forget=lambda core, drawn: "",
        # The program compares nothing once the code is told, so the clerk does it before.
        shows_without_code=True,
        reads_back=False,
        mischief=_blind_mischief,
        withdraw=_numbered_withdraw,
    )


def _blind_mischief(core: ServerNumberedCore, drawn: int) -> None:
    """Do as elsewhere, but tell no limit of speed of what was stored (`Network`)."""
    _numbered_mischief(core, drawn)
    core.switches.limited_after = 0


def _numbered_withdraw(core: ServerNumberedCore, person: str) -> None:
    for stored in core.store.dossiers:
        if _said(stored.doc, _PERSON) == person:
            stored.withdrawn_by = _WITHDRAWS  # by somebody there, whom nobody here knows


def _numbered_remove_file(core: ServerNumberedCore, person: str, file: Attachment) -> None:
    paper = file.paper_code or file.paper_name
    for stored in core.store.dossiers:
        lists = [value for value in stored.doc.values() if isinstance(value, list)]
        rows = [row for one in lists for row in one if paper in json.dumps(row, ensure_ascii=False)]
        gone = [one.id for one in _bound(core.store, rows) if one.sha256 == file.sha256]
        if _said(stored.doc, _PERSON) == person:
            stored.doc = _without(stored.doc, gone[:1])


def _bound(store: Store, doc: object) -> list[StoredFile]:
    """Return the files that papers name and that are there, each as often as it is named."""
    return [store.files[word] for word in _named(doc).elements() if word in store.files]


def _named(doc: object) -> Tally[str]:
    """Return what looks like an id in a document, each once an entry of a list."""
    if isinstance(doc, list):
        return sum((_named(one) for one in doc), Tally())
    if not isinstance(doc, dict):
        return Tally()
    entry: Tally[str] = Tally()
    for value in doc.values():
        if isinstance(value, str):
            entry |= Tally(_ID.findall(value))
    return sum((_named(value) for value in doc.values()), entry)


def _without(doc: Any, gone: Sequence[str]) -> Any:
    """Return a document whose papers do not name some files; one make joins them in a column."""
    if isinstance(doc, dict):
        return {key: _without(value, gone) for key, value in doc.items()}
    if isinstance(doc, list):
        return [_without(one, gone) for one in doc if not _is_file(one, gone)]
    if isinstance(doc, str) and any(word in doc for word in gone):
        return _JOIN.join(one for one in doc.split(_JOIN) if not any(w in one for w in gone))
    return doc


def _is_file(entry: object, gone: Sequence[str]) -> bool:
    told = entry.values() if isinstance(entry, dict) else ()
    return any(isinstance(value, str) and value in gone for value in told)


def _numbered_truths(core: ServerNumberedCore) -> Sequence[Truth]:
    return [
        Truth(
            person=_said(stored.doc, _PERSON),
            name=_said(stored.doc, _NAME),
            code=stored.code,
            withdrawn=bool(stored.withdrawn_by),
            facts=_HELD[core.dialect](stored.doc),
            files=tuple(sorted(file.sha256 for file in _bound(core.store, stored.doc))),
            received_by=_received_by(stored),
            withdrawn_by=stored.withdrawn_by.partition(_WITHDRAWS)[0],
            corrected_by=_corrected_by(stored),
            acts=tuple(act_of(step) for step in stored.steps),
        )
        for stored in core.store.dossiers
    ]


def _received_by(stored: Stored) -> str:
    """Return who received it: of the first step, or as our words say it."""
    told = [str(one["NguoiXuLy"]) for one in stored.steps if act_of(one).kind == "received"]
    return first(told) or first(
        re.findall(r"Tiếp nhận tại quầy lúc [^,]+, cán bộ ([^.]+)", _words(stored))
    )


def _words(stored: Stored) -> str:
    return json.dumps(stored.doc, ensure_ascii=False)


def _corrected_by(stored: Stored) -> tuple[str, str]:
    """Return of which correction our words tell, and by whom it was."""
    found = re.search(r"Sửa tại quầy lần (\d+), cán bộ ([^.]+)", _words(stored))
    return (found[1], found[2]) if found else ("", "")


def _numbered_twice(core: ServerNumberedCore) -> Sequence[str]:
    """Name dossiers of which an act was told twice; scans of one moment are told alike."""
    told = Tally(
        (stored.code, act_of(step), str(step["NoiDungXuLy"]))
        for stored in core.store.dossiers
        for step in stored.steps
        if act_of(step).kind in _STEPS
    )
    return [step[0] for step, times in told.items() if times > 1]


_HELD = {"tandan": held.of_tandan, "igate": held.of_igate, "adapter2026": held.of_adapter2026}
_PERSON = frozenset({"SoGiayToChuHoSo", "identityNumber", "SoDinhDanhChuHs"})
_NAME = frozenset({"ChuHoSo", "ownerFullname"})


def _said(doc: object, keys: frozenset[str]) -> str:
    """Return the first text that stands under one of the keys, however deep."""
    if isinstance(doc, dict):
        for key, value in doc.items():
            if key in keys and isinstance(value, str):
                return value
        return next((found for value in doc.values() if (found := _said(value, keys))), "")
    if isinstance(doc, list):
        return next((found for value in doc if (found := _said(value, keys))), "")
    return ""


def _numbered_move(core: ServerNumberedCore, drawn: int) -> None:
    open_here = [stored for stored in core.store.dossiers if not stored.withdrawn_by]
    if open_here:
        stored = open_here[drawn % len(open_here)]
        stored.status, stored.moved_at = "4", core.store.now()


#: Minutes that a search may lag; less than a target's options allow for.
_LAG = {"tandan": 50, "igate": 5, "adapter2026": 5}


def _numbered_vary(core: ServerNumberedCore, drawn: int) -> None:
    """A search may lag, less than we allow for; two things may be refused, or not.

    These are a number used twice and a file that is not there.
    """
    core.switches.lag = timedelta(minutes=_LAG[core.dialect] * (drawn % 2))
    core.switches.unique = drawn // 2 % 2 == 0
    core.switches.known_files = drawn // 4 % 2 == 0


_OWNERS = ("ChuHoSo", "ownerFullname")
#: What a gateway says of a create that the portal behind it stored.
_AFTER = (
    *("forbidden_after", "gateway_after", "large_after", "fault_after", "signed_out_after"),
    "limited_after",
)


def _numbered_mischief(core: ServerNumberedCore, drawn: int) -> None:
    """Show another owner, or store a create and let a gateway deny it; then nothing is found."""
    if drawn % 2:
        core.switches.tamper = _OWNERS[drawn // 2 % 2]
        return
    # A limit of speed is believed (RFC 6585 section 4) where a search shows everything at once.
    after = _AFTER[:-1] if core.switches.lag else _AFTER
    setattr(core.switches, after[drawn // 2 % len(after)], 1)
    core.switches.search_fails = drawn // 20 % 4


def _numbered_forget(core: ServerNumberedCore, drawn: int) -> str:
    if not core.store.dossiers:
        return ""
    gone = core.store.dossiers[drawn % len(core.store.dossiers)]
    if drawn // 1_000 % 2:
        core.store.forget(gone)
    else:
        core.store.dossiers.remove(gone)
    return _said(gone.doc, _PERSON)


def _numbered_mended(core: ServerNumberedCore) -> None:
    core.switches.tamper, core.switches.search_fails = "", 0
    for name in _AFTER:
        setattr(core.switches, name, 0)
