"""The Python of the dream is open: its own text as a script, and the user's put to work.

A user's script may define learning_rates, loss_weights, dream_depth, train and show_progress
anew. What it defines is checked, trains from the next step on, and when it fails training pauses
and nothing is lost.
"""
