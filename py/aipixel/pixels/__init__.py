"""Pixels as arrays: palettes, a pixel font. Owns no model and draws on no canvas."""
