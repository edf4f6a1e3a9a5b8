"""A reception day at the practice commune, played through the real program from outside.

Every act is the program's own command line in a process of its own, or its own window; nothing
is faked and nothing is reached into. What the day claims is checked as it goes, and one untrue
claim makes the whole demonstration fail.
"""
