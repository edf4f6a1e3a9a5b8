"""What the page of a dossier says, section by section, before any widget is made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from receptiondesk.domain import fees
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import Delivery, DeliveryState
from receptiondesk.domain.outbox import TRANSFER, UNSENT, PortalTarget, sync_of
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.text import clock_vi, date_vi, day_vi, dong
from receptiondesk.domain.walk_in import DeliveryMethod, FeeMethod, IdentityType, Person, Sex
from receptiondesk.words import _
from ui import states
from ui.models.due_words import distance_words, is_open
from ui.moments import ago_words
from ui.screens.dossiers.asking import Opened
from ui.screens.dossiers.history import event_words, moment_words, who_words

_IDENTITIES: Final = {
    IdentityType.CCCD: _("số định danh"),
    IdentityType.PASSPORT: _("hộ chiếu"),
    IdentityType.TAX: _("mã số thuế"),
    IdentityType.ORG: _("mã tổ chức"),
}
_SEXES: Final = {Sex.MALE: _("nam"), Sex.FEMALE: _("nữ")}
_CHANNELS: Final = {
    Channel.COUNTER: _("nộp tại quầy"),
    Channel.POST: _("nộp qua bưu chính"),
    Channel.ASSISTED: _("nộp trực tuyến, cán bộ hỗ trợ"),
}
_PAYMENTS: Final = {
    FeeMethod.CASH: _("tiền mặt"),
    FeeMethod.TRANSFER: _("chuyển khoản"),
    FeeMethod.NONE: _("chưa thu"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its name, its words, perhaps a state of ``theme.COLOURS`` with an icon."""

    label: str
    words: str
    state: str = ""
    icon: str = ""
    strong: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Some facts under a heading."""

    heading: str
    rows: tuple[Row, ...]


def sections(opened: Opened) -> tuple[Section, ...]:
    """Return the page in its order: what is promised first, what happened last.

    What a person has to see to at a portal stands before everything.
    """
    dossier = opened.dossier
    to_portal = Section(_("Gửi lên cổng"), tuple(_sync(opened)))
    urgent = dossier.sync is SyncState.NEEDS_PERSON
    return (
        *((to_portal,) if urgent else ()),
        Section(_("Hẹn trả"), tuple(_promise(dossier, opened.now))),
        Section(_("Chủ hồ sơ"), tuple(_people(opened))),
        Section(_("Thủ tục"), tuple(_procedure(dossier))),
        Section(_("Giấy tờ đã nộp"), tuple(_papers(dossier))),
        Section(_("Phí, kết quả, ghi chú"), tuple(_terms(dossier))),
        *(() if urgent else (to_portal,)),
        Section(_("Lịch sử"), tuple(_history(opened))),
    )


def _promise(dossier: Dossier, now: datetime) -> Iterator[Row]:
    due = dossier.due_at
    if due is None:
        yield Row("", _("Chưa có ngày hẹn trả"), strong=True)
    else:
        day = day_vi(local(due).date())
        words = _("{day}, trước {time}").format(day=day[:1].upper() + day[1:], time=clock_vi(due))
        owed = is_open(dossier.status, cancelled=dossier.cancelled)
        distance = distance_words(due, now).partition(",")[0] if owed else ""
        yield Row("", f"{words} – {distance}" if distance else words, strong=owed)
    for step in dossier.promise.steps:
        yield Row("", step, small=True)


def _people(opened: Opened) -> Iterator[Row]:
    facts = opened.dossier.facts
    yield from _person(facts.applicant, opened.addresses[0])
    if facts.submitter is None:
        yield Row(_("Người nộp"), _("chính chủ hồ sơ"))
        return
    person = facts.submitter.person
    yield Row(_("Nộp thay"), person.full_name, strong=True)
    yield from (row for row in _person(person, opened.addresses[1]) if not row.strong)
    if facts.submitter.authority:
        yield Row(_("Được nộp theo"), facts.submitter.authority)


def _person(person: Person, address: str) -> Iterator[Row]:
    yield Row(_("Họ và tên"), person.full_name, strong=True)
    if person.identity:
        kind = _IDENTITIES[person.identity.type]
        yield Row(kind[:1].upper() + kind[1:], person.identity.number)
    if person.old_number:
        yield Row(_("Số CMND cũ"), person.old_number)
    born = date_vi(person.birth) if person.birth else ""
    sex = _SEXES[person.sex] if person.sex else ""
    if born or sex:
        yield Row(_("Sinh"), ", ".join(part for part in (born, sex) if part))
    reach = " · ".join(part for part in (person.phone, person.email) if part)
    if reach:
        yield Row(_("Liên lạc"), reach)
    if address:
        yield Row(_("Địa chỉ"), address)


def _procedure(dossier: Dossier) -> Iterator[Row]:
    procedure = dossier.procedure
    yield Row("", procedure.name, strong=True)
    yield Row(_("Mã, lĩnh vực"), f"{procedure.code} · {procedure.field}")
    at = local(dossier.received_at)
    yield Row(
        _("Tiếp nhận"),
        _("{time} {day}, quầy {counter}, {officer} – {channel}").format(
            time=f"{at:%H:%M}",
            day=date_vi(at.date()),
            counter=dossier.counter,
            officer=dossier.officer or _("không ghi tên cán bộ"),
            channel=_CHANNELS[dossier.facts.channel],
        ),
    )
    if dossier.facts.limit_case:
        yield Row(_("Trường hợp"), dossier.facts.limit_case)


def _papers(dossier: Dossier) -> Iterator[Row]:
    ticks = handed_in(dossier.facts, dossier.procedure)
    for number, tick in enumerate(ticks, start=1):
        counts = [
            _("{count} bản chính").format(count=tick.originals) if tick.originals else "",
            _("{count} bản sao").format(count=tick.copies) if tick.copies else "",
        ]
        yield Row("", f"{number}. {tick.name} – {', '.join(part for part in counts if part)}")
    if not ticks:
        yield Row("", _("Không giữ lại giấy tờ nào."))
    yield Row(_("Số bộ"), str(dossier.facts.copies))


def _terms(dossier: Dossier) -> Iterator[Row]:
    facts = dossier.facts
    yield Row(_("Phí, lệ phí"), _fee_words(dossier))
    post = facts.delivery.method is DeliveryMethod.POST
    words = _("qua bưu chính tới {address}").format(address=facts.delivery.address)
    yield Row(_("Nhận kết quả"), words if post else _("tại quầy"))
    if facts.note:
        yield Row(_("Ghi chú"), facts.note)


def _fee_words(dossier: Dossier) -> str:
    facts, paid = dossier.facts, dossier.facts.fee
    if paid.method is FeeMethod.EXEMPT:
        return _("được miễn")
    if paid.amount is None:
        return fees.of_walk_in(facts, dossier.procedure).line
    if paid.amount == 0:
        return _("miễn phí")
    return f"{dong(paid.amount)}, {_PAYMENTS[paid.method]}"


def look_of(opened: Opened) -> states.StateLook:
    """Return how far a dossier got, as its head says it."""
    hands = {target.name for target in opened.targets if target.family == TRANSFER}
    amber = [d.target for d in opened.deliveries if d.state is DeliveryState.UNPROVABLE]
    by_hand = opened.dossier.sync is SyncState.UNPROVABLE and set(amber) <= hands
    return states.carried_look() if by_hand else states.sync_look(opened.dossier.sync)


def _sync(opened: Opened) -> Iterator[Row]:
    here = [target for target in opened.targets if not target.removed]
    if not here and not opened.deliveries:
        look = states.sync_look(opened.dossier.sync)
        yield Row("", look.word, state=look.colour, icon=look.icon)
        yield Row("", _("Chưa khai báo cổng nên chưa gửi đi đâu. Hồ sơ giữ an toàn tại máy này."))
    for target in opened.targets:
        mine = [d for d in opened.deliveries if d.target == target.name]
        if mine:
            yield from _target(target, mine, opened.now)
            yield from _told(opened, target.name)
    if here and not opened.deliveries:
        yield Row("", _("Không cổng nào nhận thủ tục này. Hồ sơ giữ tại máy này."))
    if opened.dossier.status_raw:
        yield Row(_("Cổng ghi"), opened.dossier.status_raw)


def _told(opened: Opened, target: str) -> Iterator[Row]:
    """Say what a portal wrote about the dossier, and that it has been silent for too long."""
    if target in opened.silence:
        yield Row("", opened.silence[target], state="person", icon="state-person")
    for message in opened.messages:
        if message.target == target:
            at = ago_words(message.told_at or message.pulled_at, opened.now)
            yield Row("", _("Cổng nhắn {time}: {text}").format(time=at, text=message.text))


def _target(target: PortalTarget, mine: list[Delivery], now: datetime) -> Iterator[Row]:
    host = urlsplit(target.url).netloc or target.name
    if target.removed:
        host = _("{host} (đã gỡ)").format(host=host)
    look = _look_at(target, sync_of(mine))
    yield Row(host, _with_time(look.word, mine, now), state=look.colour, icon=look.icon)
    proved = sync_of(mine) is SyncState.PROVED  # then a reason tells what the portal lacks
    reason = next((d.reason for d in reversed(mine) if d.reason and (proved or _stands(d))), "")
    if reason:
        yield Row("", reason)
    if target.family == TRANSFER and any(d.state in UNSENT for d in mine):
        yield Row("", _("Chuyển tay trong màn hình Đồng bộ (Ctrl+4), nhóm Chuyển tay."), small=True)
    if sync_of(mine) is SyncState.NEEDS_PERSON:
        yield Row("", _("Xử lý trong màn hình Đồng bộ (Ctrl+4), nhóm Cần xử lý."), small=True)


def _look_at(target: PortalTarget, sync: SyncState) -> states.StateLook:
    """Return how far a dossier got at a target; nothing is sent to one that is served by hand."""
    if target.family == TRANSFER and sync is SyncState.UNPROVABLE:
        return states.carried_look()
    if target.family == TRANSFER and sync is SyncState.LOCAL:
        return states.to_carry_look()
    return states.sync_look(sync)


def _with_time(word: str, mine: Iterable[Delivery], now: datetime) -> str:
    deliveries = list(mine)
    proved = [d.proved_at for d in deliveries if d.proved_at is not None]
    if proved and all(d.state is DeliveryState.PROVED for d in deliveries):
        return _("{word}, {time}").format(word=word, time=ago_words(max(proved), now))
    return word


def _stands(delivery: Delivery) -> bool:
    """Whether the reason of a delivery still says something about now."""
    return delivery.state not in (DeliveryState.PROVED, DeliveryState.SENT)


def _history(opened: Opened) -> Iterator[Row]:
    for event in reversed(opened.history):
        yield Row(moment_words(event), f"{event_words(event)} · {who_words(event)}")
