"""The screen Đồng bộ."""
