"""The golden set: every document as it shall look and read.

``python -m tests.receptiondesk.printing.golden`` writes it anew (docs/papers.md); then look at
every picture that changed before it is committed.
"""
