"""``portal test``: sign-in, right and version of a server-numbered portal, each told apart."""

from collections.abc import Iterator

from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Finding, Part
from sync.portals.server_numbered.dialect import Dialect

_OPEN = {
    "create": "chưa khai lời gọi tiếp nhận (path.create)",
    "update": "không sửa được hồ sơ và không gửi được tệp (path.update)",
}


def examine(dialect: Dialect) -> Iterator[Finding]:
    """Yield what is well and what is not, in the order asked."""
    answer = _try_sign_in(dialect)
    told = "Cổng nhận tài khoản." if answer.good else answer.words_of_a_test
    yield Finding(Part.SIGN_IN, answer.good, told)
    if not answer.good:
        yield Finding(Part.RIGHT, None, "Chưa hỏi được quyền vì chưa đăng nhập được.")
        yield Finding(Part.VERSION, None, "Chưa hỏi được phiên bản vì chưa đăng nhập được.")
        return
    answer = _try_check(dialect)
    right = answer.kind not in {AnswerKind.FORBIDDEN, AnswerKind.AUTH}
    told = "Tài khoản được hỏi sổ hồ sơ." if right else answer.words_of_a_test
    yield Finding(Part.RIGHT, right, told)
    yield _version(dialect, answer if right else None)


def _version(dialect: Dialect, answer: Answer | None) -> Finding:
    if answer is None:
        return Finding(Part.VERSION, None, "Chưa hỏi được phiên bản vì tài khoản chưa có quyền.")
    if not answer.good:
        return Finding(Part.VERSION, answer.good, answer.words_of_a_test)
    missing = [words for call, words in _OPEN.items() if not dialect.options.offers(call)]
    if not dialect.can_read():
        missing.append("không đọc lại được hồ sơ (path.lookup)")
    told = "Cổng trả lời đúng dạng đã biết."
    if missing:
        told = f"{told} Theo thiết lập hiện tại thì {', '.join(missing)}."
    return Finding(Part.VERSION, dialect.options.offers("create"), told)


def _try_sign_in(dialect: Dialect) -> Answer:
    try:
        dialect.talk.sign_in()
    except NoAnswer as stopped:
        return stopped.answer
    return Answer(AnswerKind.ACCEPTED)


def _try_check(dialect: Dialect) -> Answer:
    try:
        dialect.check()
    except NoAnswer as stopped:
        return stopped.answer
    return Answer(AnswerKind.ACCEPTED)
