"""The screen Niêm yết."""
