"""The bytes that 200 seeds must give, in CPython and in the browser."""

# Of `digest_of(200)`; `python -m tests.nine` prints it. It changes only when pictures, their
# descriptions or features are meant to change.
DIGEST = "08c15cec4047cfe6caadfb406b9c4b2930319d2f8c6879df18a0c0a70bd7f228"
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
