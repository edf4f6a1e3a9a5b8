"""The family in which the server makes the dossier code and knows no idempotency (portals.md H.3).

One way of working, three dialects chosen by the option ``dialect``: ``tandan`` (E: the code comes
with the create), ``igate`` (C.2) and ``adapter2026`` (B.7), where the code is taken first. What the
facts leave open is an option, never an invention.
"""
