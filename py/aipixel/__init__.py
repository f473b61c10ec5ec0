"""aipixel: neural networks that live in pixels.

Runs unchanged in CPython and in Pyodide. Packages: `pixels` (pictures and palettes as arrays),
`runtime` (ONNX graphs, wherever Python runs), `vaegan` (the nine pictures and their dreams);
modules: `scripting` (a user's script, run for a page), `display` (where its pictures go).
Nothing here imports torch; only `runtime` may know that a browser exists.
"""

__version__ = "0.1.0"
