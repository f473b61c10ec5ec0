"""A token of the dream: what a hash gives. Its seed, its features, its portrait, its metadata.

All of it is the same wherever it is computed; docs/token.md says what that promise covers.
"""
