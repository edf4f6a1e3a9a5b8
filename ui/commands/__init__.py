"""The command line: one module per noun, each adding its commands to the program's own.

A module is imported only when one of its commands is asked for (``ui.commands.run``), so that a
quick question does not pay for printing, and a receipt does not pay for the portal.
"""
