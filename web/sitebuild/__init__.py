"""The modules behind build.py: environment, wheels, bundle, site, server, checks, cli."""
