"""`python -m aipixel.sprites`: see `aipixel.sprites.command`."""

from aipixel.commands import start

raise SystemExit(start("aipixel.sprites", "aipixel.sprites.command"))
