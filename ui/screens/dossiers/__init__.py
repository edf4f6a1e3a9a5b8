"""The screen Hồ sơ."""
