"""The sentences of the screen: the last round, how "Gửi ngay" went, what an empty list means."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from receptiondesk.domain.outbox import TRANSFER, PortalTarget, Totals
from receptiondesk.words import _
from ui.moments import ago_words
from ui.screens.portal.asking import DIFFERING, Group, Item, More, Outbox

if TYPE_CHECKING:
    from sync.loop import News

_SEVERAL: Final = 2
#: A field that a portal gave back empty, as ``sync.prove`` lists what it read.
_EMPTY: Final = re.compile(r": (?=;|$)")
#: So many messages of a portal stand beside a dossier; all of them are on its own page.
_MESSAGES: Final = 2

NOTHING: Final[dict[Group, str]] = {
    Group.PERSON: _(
        "Không có hồ sơ nào cần xử lý.\n\n"
        "Hồ sơ mà cổng không nhận sẽ dừng ở đây, kèm lý do và việc cần làm."
    ),
    Group.WAITING: _(
        "Không còn hồ sơ nào chờ gửi.\n\nHồ sơ mới tiếp nhận đợi ở đây cho tới khi có mạng."
    ),
    Group.SENT: _("Không có hồ sơ nào đang chờ kiểm chứng với cổng."),
    Group.PROVED: _(
        "Chưa có hồ sơ nào được cổng nhận đúng.\n\n"
        "Hồ sơ sang đây sau khi chương trình đọc lại từ cổng và thấy khớp."
    ),
    Group.SET_ASIDE: _("Không có hồ sơ nào đã ngừng gửi."),
    Group.BY_HAND: _(
        "Không còn hồ sơ nào phải chuyển tay.\n\n"
        "Hồ sơ của hệ thống không có đường truyền đợi ở đây cho tới khi được chép sang."
    ),
}


def round_words(last: tuple[object, datetime] | None, box: Outbox) -> str:
    """Return how the last round ended and when the next try comes, in one quiet line."""
    parts = []
    if last is not None and box.can_send:
        from sync.status import LINE_WORDS  # loaded with the round that was told of

        news, at = cast("News", last[0]), last[1]
        words = _("{line}, hỏi lúc {time}")
        parts.append(words.format(line=LINE_WORDS[news.line], time=ago_words(at, box.now)))
    if box.next_try_at is not None and box.next_try_at > box.now:
        parts.append(_("thử lại lúc {time}").format(time=ago_words(box.next_try_at, box.now)))
    if box.last_proved_at is not None:
        words = _("cổng nhận đúng lần cuối {time}")
        parts.append(words.format(time=ago_words(box.last_proved_at, box.now)))
    if not parts and box.targets:
        parts.append(_("Chưa đồng bộ lần nào từ khi mở chương trình"))
    return " · ".join(parts)


def sum_up(before: Totals, after: Totals, sentence: str) -> str:
    """Return how "Gửi ngay" went, counted in dossiers, then the round's own sentence."""
    proved = after.proved - before.proved
    if proved > 0:
        words = _("Vừa xong: cổng nhận đúng thêm {count} hồ sơ. {sentence}")
        return words.format(count=proved, sentence=sentence)
    return sentence


def why_words(item: Item, *, has_portal: bool) -> str:
    """Return the whole reason with the act it proposes; a sentence of ours where there is none."""
    if item.reason and item.group is not Group.PROVED:
        return f"{item.reason}{_held_there(item)}"
    match item.group:
        case Group.PERSON:
            return _("Cổng không nhận hồ sơ này. Mở hồ sơ để sửa, rồi bấm Thử lại.")
        case Group.WAITING if not has_portal:
            return _("Chưa khai báo cổng để gửi. Hồ sơ giữ an toàn tại máy này.")
        case Group.WAITING:
            return _("Hồ sơ an toàn tại máy này và sẽ tự gửi khi có mạng.")
        case Group.SENT:
            return _("Cổng đã nhận. Chương trình sẽ đọc lại để kiểm chứng trong lần đồng bộ tới.")
        case Group.PROVED:
            proved = _("Chương trình đã đọc lại hồ sơ từ cổng và thấy đúng như tại quầy.")
            return f"{proved} {item.reason}".strip()
        case Group.SET_ASIDE:
            return _("Hồ sơ này đã ngừng gửi. Hồ sơ giữ an toàn tại máy.")
        case Group.BY_HAND:
            words = _(
                "{target} không có đường truyền. Chép từng trường sang đó, rồi dán mã mà bên kia "
                "cấp về đây."
            )
            return words.format(target=item.target)


def has_raw(item: Item) -> bool:
    """Return whether an answer was kept as it came; what was read to compare is told in words."""
    return bool(item.last_answer) and item.answer_kind != DIFFERING


def _held_there(item: Item) -> str:
    """Return what the portal holds in place of ours, as far as it was read."""
    if item.answer_kind != DIFFERING or not item.last_answer:
        return ""
    held = _EMPTY.sub(_(": (để trống)"), item.last_answer)
    return _("\n\nCổng đang ghi {held}").format(held=held)


def more_words(more: More, target: str, now: datetime) -> str:
    """Return what is told of one dossier beside its state: silence, files, messages."""
    lines = [more.silence] if more.silence else []
    lines += [one.sentence for one in more.files if one.target == target]
    told = [one for one in more.messages if one.target == target]
    for message in told[-_MESSAGES:]:
        at = ago_words(message.told_at or message.pulled_at, now)
        lines.append(_("Cổng nhắn ({time}): {text}").format(time=at, text=message.text))
    return "\n".join(line[:1].upper() + line[1:] for line in lines)


def portals_words(last: tuple[object, datetime] | None, box: Outbox) -> str:
    """Return where dossiers go; with several targets, how the line to each stands and what waits.

    ``last`` is the last round's ``News`` and when they came.
    """
    if len(box.targets) == 1:
        return _("Gửi tới {host}").format(host=_where(box.targets[0]))
    told = []
    for target in box.targets:
        totals = box.totals_of.get(target.name, Totals())
        left = totals.waiting + totals.parked
        count = _("còn {count}").format(count=left) if left else _("không còn gì chờ")
        if totals.proved:
            count = _("đúng {proved}, {count}").format(proved=totals.proved, count=count)
        told.append(f"{target.name}: {_line_words(last, target)}, {count}")
    return " · ".join(told)


def _line_words(last: tuple[object, datetime] | None, target: PortalTarget) -> str:
    if target.family == TRANSFER:
        return _("chuyển tay")
    news = cast("News", last[0]) if last is not None else None
    if news is None or news.result is None or target.name not in news.result.targets:
        return _("chưa hỏi")
    from sync.status import LINE_WORDS  # loaded with the round that was told of

    words = LINE_WORDS[news.result.targets[target.name].line]
    return words[:1].lower() + words[1:]


def _where(target: PortalTarget) -> str:
    host = urlsplit(target.url).netloc or target.name
    return _("{host} (cổng thực hành)").format(host=host) if target.practice else host


def summary_words(news: "News") -> str:
    """Return how the last round went, target by target where there are several."""
    targets = news.result.targets if news.result is not None else {}
    if len(targets) < _SEVERAL:
        return news.sentence
    return "\n".join(f"{name}: {one.sentence}" for name, one in targets.items())
