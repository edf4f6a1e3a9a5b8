"""The key of the encrypted file, and where passwords may stand: never as plain text on a disk.

The key is the operating system's keyring's to keep, where there is one that can be trusted; else
a passphrase wraps it. The recovery code, shown once at set-up, is the root of the key: whoever
holds it opens the file, or any backup of it, on any machine.
"""

from receptiondesk.credentials.database_key import (
    SHORT_PASSPHRASE,
    AskPassphrase,
    Credentials,
    NewKey,
    Place,
)
from receptiondesk.credentials.key_file import KeyFile, vouched_for
from receptiondesk.credentials.outside_witness import Kept, OutsideWitness
from receptiondesk.credentials.recovery import key_from_code
from receptiondesk.credentials.secret_store import SecretStore, SecretTable
from receptiondesk.credentials.system_keyring import Keyring, SystemKeyring
from receptiondesk.credentials.wrapping import Cost

__all__ = [
    "SHORT_PASSPHRASE",
    "AskPassphrase",
    "Cost",
    "Credentials",
    "Kept",
    "KeyFile",
    "Keyring",
    "NewKey",
    "OutsideWitness",
    "Place",
    "SecretStore",
    "SecretTable",
    "SystemKeyring",
    "key_from_code",
    "vouched_for",
]
