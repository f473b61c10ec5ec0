"""`python -m aipixel.vaegan`: see `aipixel.vaegan.command`."""

from aipixel.commands import start

raise SystemExit(start("aipixel.vaegan", "aipixel.vaegan.command"))
