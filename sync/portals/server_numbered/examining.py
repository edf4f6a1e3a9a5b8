"""``portal test``: sign-in, right and version of a server-numbered portal, each told apart."""

from collections.abc import Iterator

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Finding, Part
from sync.portals.server_numbered.dialect import Dialect

_OPEN = {
    "create": "chưa khai lời gọi tiếp nhận (path.create)",
    "update": "không sửa được hồ sơ và không gửi được tệp (path.update)",
}

#: What only a portal that let the account in would answer.
_LET_IN = frozenset(
    {AnswerKind.REFUSED, AnswerKind.NOT_OFFERED, AnswerKind.CONFLICT, AnswerKind.UNREADABLE}
)
_NO_QUESTION = (
    "Chưa hỏi được quyền: chưa khai lời gọi tra cứu (path.lookup), mọi lời gọi khác của cổng này"
    " đều ghi hồ sơ. Gửi một hồ sơ rồi xem cổng có nhận không."
)
_NOTHING_SHOWN = "Chưa hỏi được phiên bản vì không có lời gọi nào chỉ để hỏi."


def examine(dialect: Dialect) -> Iterator[Finding]:
    """Yield what is well and what is not, in the order asked."""
    answer = _try_sign_in(dialect)
    told = "Cổng nhận tài khoản." if answer.good else answer.words_of_a_test
    yield Finding(Part.SIGN_IN, answer.good, told)
    if not answer.good:
        yield Finding(Part.RIGHT, None, "Chưa hỏi được quyền vì chưa đăng nhập được.")
        yield Finding(Part.VERSION, None, "Chưa hỏi được phiên bản vì chưa đăng nhập được.")
        return
    if not (dialect.can_search() or dialect.can_read()):
        yield Finding(Part.RIGHT, None, _NO_QUESTION)
        yield _version(dialect, well=None, told=_NOTHING_SHOWN)
        return
    answer = _try_right(dialect)
    right = answer.good or answer.kind in _LET_IN
    told = _well(dialect) if right else answer.words_of_a_test
    yield Finding(Part.RIGHT, right, told)
    if not right:
        yield Finding(Part.VERSION, None, "Chưa hỏi được phiên bản vì chưa hỏi được quyền.")
    elif answer.good:
        yield _version(dialect, well=True, told="Cổng trả lời đúng dạng đã biết.")
    else:
        yield Finding(Part.VERSION, well=False, sentence=answer.words_of_a_test)


def _well(dialect: Dialect) -> str:
    return (
        "Tài khoản được hỏi sổ hồ sơ." if dialect.can_search() else "Tài khoản tra cứu được hồ sơ."
    )


def _version(dialect: Dialect, *, well: bool | None, told: str) -> Finding:
    missing = [words for call, words in _OPEN.items() if not dialect.options.offers(call)]
    if not dialect.can_read():
        missing.append("không đọc lại được hồ sơ (path.lookup)")
    if missing:
        told = f"{told} Theo thiết lập hiện tại thì {', '.join(missing)}."
    return Finding(Part.VERSION, well if dialect.options.offers("create") else False, told)


def _try_sign_in(dialect: Dialect) -> Answer:
    try:
        dialect.talk.sign_in()
    except NoAnswer as stopped:
        return stopped.answer
    return Answer(AnswerKind.ACCEPTED)


def _try_right(dialect: Dialect) -> Answer:
    try:
        dialect.ask_for_right()
    except NoAnswer as stopped:
        return stopped.answer
    return Answer(AnswerKind.ACCEPTED)
