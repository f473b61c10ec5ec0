"""The files of sprites: pictures that say where they are from, sheets, animations, archives.

Owns what PNGs and JSON of sprites hold, and reads both strictly. Knows nothing of the network; runs
on NumPy alone, in CPython and in Pyodide.
"""
