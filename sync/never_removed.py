"""What a file that came back from before may not do: remove anything at a portal.

It may be older than what stands there (peers.md 4.4), so what looks taken back at the desk may be
just what only the portal still has. Whoever is sure removes it there by hand.
"""

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory

#: Set for each target by whoever restores or moves a data file.
KEEP_REMOTE = "keep:remote"

_BY_HAND = (
    "Dữ liệu tại máy vừa được khôi phục hoặc chuyển máy nên chương trình không xóa gì trên cổng;"
    " nếu cần thì gỡ tệp này trực tiếp trên cổng, rồi chọn gửi lại."
)


def is_nothing_removed(memory: Memory) -> bool:
    """Return whether nothing may be removed at the portal that this memory is of."""
    return bool(memory.recall(KEEP_REMOTE))


def left_there(paper_name: str) -> NoAnswer:
    """Return how the removal of a paper's file ends: at a person, with the paper named."""
    return NoAnswer(Answer(AnswerKind.CONFLICT, fields=(paper_name,), detail=_BY_HAND))
