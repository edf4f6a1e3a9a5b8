"""The practice portal: a separate little program that behaves like an OpenCPS site.

A real HTTP server on loopback with its own durable store, for trying the desk and for proving it.
It knows nothing of the desk's code but the shipped catalogue, and nobody imports it but the
command line. What it imitates, and from where, is written in docs/portals.md.
"""
