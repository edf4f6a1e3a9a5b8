"""A town of reception counters in one process: every run is told by its number and replays.

Clocks, network, crashes and order come from one seeded source; the engine, the files and the
adapters are the real ones. ``python -m tests.simulation --help`` tells the long run.
"""
