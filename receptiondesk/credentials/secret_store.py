"""Where a portal's password stands: in the keyring, else in the encrypted file."""

from typing import Protocol

from receptiondesk.credentials.system_keyring import Keyring
from receptiondesk.domain.errors import Trouble


class SecretTable(Protocol):
    """The table ``secret`` of the encrypted file, as somebody below offers it."""

    def get(self, name: str) -> str | None:
        """Return what is kept under a name."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keep it in place of what was there."""
        ...

    def delete(self, name: str) -> None:
        """Forget it, if it is there."""
        ...


class SecretStore:
    """Passwords by name. ``prefix`` keeps the offices of one machine apart in its keyring."""

    def __init__(self, keyring: Keyring | None, prefix: str, table: SecretTable) -> None:
        """Use the keyring where there is one, and the table else."""
        self._keyring = keyring
        self._prefix = prefix
        self._table = table

    def get(self, name: str) -> str | None:
        """Return a password, ``None`` when none is kept.

        Raises:
            Trouble: keyring, when it raises or does not answer.
        """
        kept = self._table.get(name)
        if kept is None and self._keyring is not None:
            kept = self._keyring.get(self._entry(name))
        return kept

    def put(self, name: str, secret: str) -> None:
        """Keep a password: in the keyring if it can be read back there, else in the file."""
        if self._keyring is not None and self._kept(self._keyring, name, secret):
            self._table.delete(name)
        else:
            self._table.put(name, secret)

    def delete(self, name: str) -> None:
        """Forget a password wherever it is kept.

        Raises:
            Trouble: keyring, when it raises or does not answer.
        """
        self._table.delete(name)
        if self._keyring is not None:
            self._keyring.delete(self._entry(name))

    def _kept(self, keyring: Keyring, name: str, secret: str) -> bool:
        try:
            return keyring.put(self._entry(name), secret)
        except Trouble:
            return False

    def _entry(self, name: str) -> str:
        return f"{self._prefix}:{name}"
