"""What is read and written: the four files of a network, folders of them, pictures of one's own.

Trains nothing and draws nothing.
"""
