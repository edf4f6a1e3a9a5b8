"""Every word a person reads goes through here. Vietnamese is the source language.

A missing catalogue can therefore never turn the counter English; a catalogue under
``resources/locale`` can give another wording. The printed papers need words too, and may not
import Qt, so this is gettext.
"""

import gettext
from importlib.resources import files

_DOMAIN = "receptiondesk"
_LANGUAGE = "vi"

_CATALOGUE = gettext.translation(
    _DOMAIN, str(files("resources").joinpath("locale")), languages=[_LANGUAGE], fallback=True
)


def _(text: str) -> str:
    """Return the wording of a Vietnamese sentence; put values in afterwards with ``format``."""
    return _CATALOGUE.gettext(text)
