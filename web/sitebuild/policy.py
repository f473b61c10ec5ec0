"""The Content-Security-Policy of every page, written into it when the site is built.

It is in the page because most hosts send no header of ours. Workers started by address have the
policy of their own answer, which such hosts leave out; Pyodide and onnxruntime run in them.
"""

POLICY = {
    "default-src": "'none'",
    # Only WebAssembly is compiled from bytes; no text becomes JavaScript, but for the script in
    # the heads of rooms, whose hash this is.
    "script-src": "'self' 'wasm-unsafe-eval' 'sha256-YqIieVjLZin/FdVvhp65e+LXFvuypynlRU8yjwByu28='",
    "worker-src": "'self' blob:",
    # The editor writes its rules into a style element.
    "style-src": "'self' 'unsafe-inline'",
    # blob: what is drawn here, shown as a picture; data: kept tiles.
    "img-src": "'self' blob: data:",
    "font-src": "'self'",
    # blob: files that the page made, to be read back
    "connect-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'none'",
}
