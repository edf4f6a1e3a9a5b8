"""Kết thúc ngày."""
