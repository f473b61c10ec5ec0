"""`python -m aipixel.vaegan`: see `aipixel.vaegan.command`."""

from aipixel.vaegan.command import main

raise SystemExit(main())
