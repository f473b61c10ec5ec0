"""The bytes that 200 seeds must give, in CPython and in the browser."""

# Of `digest_of(200)`; `python -m tests.nine` prints it. It changes only when pictures, their
# descriptions or features are meant to change.
DIGEST = "4afae73ad870fec7d080a633b054685c534e495be8b59a83f137e13d10e4e7c5"
SEEDS = 200


def digest_of(seeds: int) -> str:
    """sha256 over the pixels, descriptions and features of seeds 0 to seeds - 1."""
    import hashlib
    import json

    from aipixel.vaegan.pictures import features, nine_pictures

    digest = hashlib.sha256()
    for seed in range(seeds):
        for picture in nine_pictures(seed):
            digest.update(picture.rgb().tobytes())
            digest.update(picture.description.encode())
        digest.update(json.dumps(features(seed)).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    print(digest_of(SEEDS))
