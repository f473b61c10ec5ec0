"""Saved networks as walls of living tiles, with what is known of their pictures.

Trains nothing; shows nothing itself.
"""
