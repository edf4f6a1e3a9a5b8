"""The operating system's keyring behind one small face that never surprises.

A keyring counts only if what is put there can be read back, and if it does not keep plain text.
A keyring that raises or does not answer is an answer of its own: ``Trouble``, never a crash.
"""

import threading
from collections.abc import Callable
from typing import Any, Protocol

from receptiondesk.domain.errors import Trouble

SERVICE = "receptiondesk"
#: A person may have to type the keyring's own password first.
_PATIENCE_SECONDS = 60.0
_SYSTEM_FAULTS = (OSError, RuntimeError, ValueError, TypeError, AttributeError, LookupError)
_UNTRUSTED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")


class Keyring(Protocol):
    """What the program needs of a keyring. Every call may raise Trouble(keyring)."""

    def get(self, name: str) -> str | None:
        """Return what is kept under a name."""
        ...

    def put(self, name: str, secret: str) -> bool:
        """Keep it; return whether it could be read back, which alone counts as kept."""
        ...

    def delete(self, name: str) -> None:
        """Forget what is kept under a name, if anything is."""
        ...


class SystemKeyring:
    """The keyring that the library ``keyring`` finds on this machine, asked with patience."""

    def __init__(
        self, find: Callable[[], Any] | None = None, *, patience_seconds: float = _PATIENCE_SECONDS
    ) -> None:
        """``find`` returns the library's backend."""
        self._find = find or _found_by_library
        self._patience_seconds = patience_seconds

    def get(self, name: str) -> str | None:
        """Return what is kept under a name; ``None`` also when there is no keyring.

        Raises:
            Trouble: keyring, when it raises or does not answer.
        """
        found = self._ask(lambda backend: backend.get_password(SERVICE, name))
        return found if isinstance(found, str) else None

    def put(self, name: str, secret: str) -> bool:
        """Keep it and read it back.

        Raises:
            Trouble: keyring, when it raises or does not answer.
        """

        def keep(backend: Any) -> bool:  # noqa: ANN401 - the library's own
            backend.set_password(SERVICE, name, secret)
            return bool(backend.get_password(SERVICE, name) == secret)

        return bool(self._ask(keep))

    def delete(self, name: str) -> None:
        """Forget it.

        Raises:
            Trouble: keyring, when it raises or does not answer.
        """

        def forget(backend: Any) -> None:  # noqa: ANN401 - the library's own
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        self._ask(forget)

    def _ask(self, question: Callable[[Any], object]) -> object:
        """Ask on a thread of its own, since a keyring may hang for ever; ``None`` = no keyring."""
        answers: list[object] = []
        faults: list[BaseException] = []

        def work() -> None:
            # Imported here for the reason given in `_found_by_library`.
            from keyring.errors import KeyringError

            # Whatever else a back end raises is a bug to be seen: the thread's hook reports it,
            # and the one who asked still gets Trouble, because no answer came.
            try:
                backend = self._find()
                answers.append(question(backend) if _trusted(backend) else None)
            except (KeyringError, *_SYSTEM_FAULTS) as error:
                faults.append(error)

        thread = threading.Thread(target=work, name="keyring", daemon=True)
        thread.start()
        thread.join(self._patience_seconds)
        if answers:
            return answers[0]
        raise Trouble(
            "keyring",
            "Kho khóa của máy không trả lời nên chưa lấy được khóa dữ liệu. Dữ liệu không bị thay "
            "đổi. Hãy đăng nhập lại vào máy, hoặc mở bằng mã khôi phục đã in khi thiết lập.",
        ) from (faults[0] if faults else None)


def _trusted(backend: Any) -> bool:  # noqa: ANN401 - the library's own
    module = type(backend).__module__
    if module.startswith(_UNTRUSTED) or "plaintext" in type(backend).__name__.lower():
        return False
    if module == "keyring.backends.chainer":
        return any(_trusted(one) for one in backend.backends)
    return True


def _found_by_library() -> Any:  # noqa: ANN401 - the library's own
    # Imported here: an office with a passphrase never needs it, and the start is measured.
    import keyring

    return keyring.get_keyring()
