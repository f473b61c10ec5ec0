"""Sprites: 32 x 32 palette indices, drawn by the sprite transformer.

Owns the model's files, the loop over its graphs, the files of what it draws and the command
`python -m aipixel.sprites`. The network and the sampler are in the graphs, which `export/pixelllm`
makes.
"""
