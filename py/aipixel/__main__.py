"""`python -m aipixel` is the command `ai-pixel`."""

from aipixel.commands import start


def main() -> int:
    """Run the command; return its exit code."""
    return start("ai-pixel", "aipixel.cli")


if __name__ == "__main__":
    raise SystemExit(main())
