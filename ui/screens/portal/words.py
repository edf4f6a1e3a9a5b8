"""The sentences of the screen: the last round, how "Gửi ngay" went, what an empty list means."""

from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from receptiondesk.domain.outbox import Totals
from receptiondesk.words import _
from ui.moments import ago_words
from ui.screens.portal.asking import Group, Outbox

if TYPE_CHECKING:
    from sync.loop import News

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
    Group.SET_ASIDE: _("Không có hồ sơ nào mà cán bộ đã ngừng gửi."),
}


def news_sentence(news: "News") -> str:
    """Return the sentence of a round."""
    return news.sentence


def round_words(last: tuple[object, datetime] | None, box: Outbox) -> str:
    """Return how the last round ended and when the next try comes, in one quiet line."""
    parts = []
    if last is not None and box.targets:
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
