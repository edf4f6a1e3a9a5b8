"""Scanned papers: bytes in, pages out; and where their encrypted files lie."""
