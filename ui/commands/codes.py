"""The exit codes that outside programs rely on (``docs/cli.md``)."""

DONE = 0
USAGE = 2
REFUSED = 3
TROUBLE = 4

#: The shell's own signs: ended by Ctrl+C, ended because the reader of the output went away.
INTERRUPTED = 130
PIPE_CLOSED = 141
