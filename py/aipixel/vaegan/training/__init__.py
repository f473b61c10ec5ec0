"""Training: the trainer, its schedule and history, the loop that drives it, and how it rests.

Knows nothing of files' names, of commands or of a page.
"""
