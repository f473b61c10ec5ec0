"""Prepares training data: drawn by rule, cut from a user's own art, or fetched from Commons."""
