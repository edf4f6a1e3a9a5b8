"""The use-cases: the only thing the window and the wire talk to, one file per act."""
