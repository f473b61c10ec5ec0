"""Readers of files against damaged and hostile files: `python3 build.py fuzz`."""
