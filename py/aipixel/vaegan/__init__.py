"""The VAE-GAN that dreams of nine pictures: the pictures, the trainer, the loop that drives it.

Computes nothing that a graph computes, and knows nothing of the page that shows it.
"""
