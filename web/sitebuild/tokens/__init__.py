"""The command `token`: folders and files that a host of tokens takes, made of the built site.

What a token is, its features, its portrait and its metadata, is `aipixel.vaegan.token`'s to say.
"""
