"""Pictures that a network dreams: drawn, laid out as a mosaic, walked between, measured.

Changes no network, and knows nothing of its training.
"""
