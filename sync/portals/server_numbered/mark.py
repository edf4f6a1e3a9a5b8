"""Our own mark in the one field of a portal that keeps free text and gives it back.

A family without an idempotency key can only be asked "is this one ours?" by something that we put
there ourselves: the dossier's uid, beside words that its officers can read.
"""

import re

from receptiondesk.domain.clock import local
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.text import clean_line
from sync.portal import Outgoing

_UID = re.compile(r"\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]")
_NAME_AT_MOST = 300


def text(dossier: Outgoing) -> str:
    """Return the words and the mark: who received it when, the desk's code, the uid."""
    when = local(dossier.received_at).strftime("%H:%M %d/%m/%Y")
    code = dossier.provisional_code or dossier.official_code
    said = f"Tiếp nhận tại quầy lúc {when}, cán bộ {dossier.officer}. Mã tại quầy: {code}"
    return f"{said} [{dossier.uid}]."


def summary(dossier: Outgoing, at_most: int) -> str:
    """Return the summary of a dossier with the mark in it, cut behind the mark at ``at_most``."""
    parts = [f"{dossier.procedure_name[:_NAME_AT_MOST]}.", text(dossier)]
    if dossier.revision:
        parts.append(_corrected(dossier))
    if dossier.facts.channel is Channel.POST:
        parts.append("Nộp qua bưu chính.")
    elif dossier.facts.channel is Channel.ASSISTED:
        parts.append("Nộp trực tuyến có hỗ trợ.")
    if dossier.facts.submitter and dossier.facts.submitter.authority:
        parts.append(f"Giấy tờ của người nộp thay: {dossier.facts.submitter.authority}.")
    if dossier.facts.note:
        parts.append(dossier.facts.note)
    return clean_line(clean_line(" ".join(parts))[:at_most])


def _corrected(dossier: Outgoing) -> str:
    """Say that it was corrected, and by whom: this family has no other place for the officer."""
    who = [step.officer for step in dossier.steps if step.kind is EventKind.CORRECTED]
    said = f"Sửa tại quầy lần {dossier.revision}"
    return f"{said}, cán bộ {who[-1]}." if who else f"{said}."


def uid_in(text: str) -> str:
    """Return the uid in a text, empty when it holds none."""
    found = _UID.search(text)
    return found[1] if found else ""
