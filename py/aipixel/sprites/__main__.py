"""`python -m aipixel.sprites`: see `aipixel.sprites.command`."""

from aipixel.sprites.command import main

raise SystemExit(main())
