"""Everything a person touches: the window and the command line. It shows and asks; no rule."""
