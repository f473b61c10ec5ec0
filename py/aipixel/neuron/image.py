"""A model as a PNG: its parameters are the pixels' bytes, and nothing is guessed at.

Text chunks: `ai-pixel-inputs` (as the ai-pixel package writes it), `ai-pixel-hidden` where there
is a hidden layer, `ai-pixel-features` where the inputs have units or names.
"""

from __future__ import annotations

from dataclasses import dataclass

from aipixel.neuron.encoding import MOST_HIDDEN, MOST_INPUTS, Bytes, Layout
from aipixel.neuron.features import Features
from aipixel.pixels.png import decode, encode
from aipixel.texts import printable

INPUTS_KEY = "ai-pixel-inputs"
HIDDEN_KEY = "ai-pixel-hidden"
FEATURES_KEY = "ai-pixel-features"

LARGEST = (64, 1)  # pixels; any strip fits


@dataclass(frozen=True)
class ModelImage:
    """All that a model's PNG says."""

    layout: Layout
    values: Bytes  # (P,)
    features: Features | None


def to_png(image: ModelImage) -> bytes:
    """The PNG's bytes, always the same for the same model."""
    layout = image.layout
    text = {INPUTS_KEY: str(layout.n_inputs)}
    if layout.hidden:
        text[HIDDEN_KEY] = str(layout.hidden)
    if image.features:
        text[FEATURES_KEY] = image.features.to_json()
    return encode(layout.to_pixels(image.values), text)


def from_png(data: bytes) -> ModelImage:
    """Read a model exactly. ValueError, one sentence, where the PNG is not one."""
    png = decode(data, largest=LARGEST)
    channels = png.pixels.shape[2]
    n_inputs = _count(png.text, INPUTS_KEY, 1, MOST_INPUTS)
    hidden = _count(png.text, HIDDEN_KEY, 0, MOST_HIDDEN) or 0
    if n_inputs is None:
        n_inputs = 3 if channels == 4 else 2
    layout = Layout(n_inputs, hidden)
    if png.pixels.shape != (1, layout.width, layout.channels):
        raise ValueError(_other_shape(layout, png.pixels.shape))
    features = _features(png.text, layout)
    return ModelImage(layout, layout.from_pixels(png.pixels), features)


def _other_shape(layout: Layout, shape: tuple[int, ...]) -> str:
    def told(width: int, height: int, channels: int) -> str:
        return f"{width}x{height} {'RGBA' if channels == 4 else 'RGB'}"

    height, width, channels = shape
    expected = told(layout.width, 1, layout.channels)
    found = told(width, height, channels)
    return (
        f"the PNG should be {expected} for the model that it says it holds, but is {found}: "
        "use the file as it was first saved, not resized or converted"
    )


def _count(text: dict[str, str], key: str, least: int, most: int) -> int | None:
    if key not in text:
        return None
    value = text[key]
    if not (value.isascii() and value.isdigit() and len(value) < 5 and least <= int(value) <= most):
        told = printable(value[:20])
        raise ValueError(f'the PNG\'s {key} must be {least} to {most}, not "{told}"')
    return int(value)


def _features(text: dict[str, str], layout: Layout) -> Features | None:
    if FEATURES_KEY not in text:
        return None
    features = Features.from_json(text[FEATURES_KEY])
    if len(features.names) != layout.n_inputs:
        raise ValueError(
            f"the PNG's {FEATURES_KEY} names {len(features.names)} features, "
            f"the model has {layout.n_inputs} inputs"
        )
    return features
