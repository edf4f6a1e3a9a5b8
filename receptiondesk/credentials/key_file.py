"""The key file: which key opens the data, and the key wrapped by a passphrase if there is one.

It never holds the key itself. ``check`` tells a wrong key from a damaged file; ``name`` is what
the keyring's entry is called.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import write_whole

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class KeyFile:
    """``passphrase`` is the wrapped key (`wrapping.wrap`), ``None`` where the keyring keeps it."""

    name: str
    check: str
    passphrase: dict[str, Any] | None = None

    @classmethod
    def of(cls, key: bytes, passphrase: dict[str, Any] | None = None) -> "KeyFile":
        """Return the file that belongs to a key."""
        return cls(name_of(key), _mark(key, b"check"), passphrase)

    def belongs_to(self, key: bytes) -> bool:
        """Return whether this is the key that the data was made with."""
        return hmac.compare_digest(self.check, _mark(key, b"check"))

    def write(self, path: Path) -> None:
        """Write it wholly, privately and durably.

        Raises:
            OSError: disk full, no right to write; an older file still stands.
        """
        told = {
            "format": _FORMAT,
            "name": self.name,
            "check": self.check,
            "passphrase": self.passphrase,
        }
        write_whole(path, json.dumps(told, indent=1).encode())

    @classmethod
    def read(cls, path: Path) -> "KeyFile":
        """Read it.

        Raises:
            Trouble: no_key_file, damaged_key_file.
        """
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            found = cls(told["name"], told["check"], told["passphrase"])
        except FileNotFoundError as error:
            raise Trouble(
                "no_key_file",
                "Không thấy tệp khóa bên cạnh tệp dữ liệu. Dữ liệu không bị thay đổi. "
                "Hãy mở bằng mã khôi phục đã in khi thiết lập.",
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged_key_file() from error
        return found


def vouched_for(path: Path, key: bytes) -> bool:
    """Return whether a key file stands there and belongs to the key."""
    try:
        return KeyFile.read(path).belongs_to(key)
    except Trouble:
        return False


def damaged_key_file() -> Trouble:
    """Return the trouble of a key file that cannot be read."""
    return Trouble(
        "damaged_key_file",
        "Tệp khóa bên cạnh tệp dữ liệu không đọc được. Dữ liệu không bị thay đổi. "
        "Hãy mở bằng mã khôi phục đã in khi thiết lập.",
    )


def name_of(key: bytes) -> str:
    """Return the name under which the keyring keeps a key; it tells nothing about the key."""
    return _mark(key, b"name")


def _mark(key: bytes, purpose: bytes) -> str:
    return hmac.new(key, b"receptiondesk key " + purpose, hashlib.sha256).hexdigest()[:32]
