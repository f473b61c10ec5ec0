"""Pictures of a pixel model: what it says everywhere, its colour, how its loss fell.

With matplotlib (`pip install "aipixel-studio[plot]"`) each function draws into an Axes and returns
it. Without, as in a browser, it shows a picture where `aipixel.display` can, and returns None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aipixel import display
from aipixel.neuron.encoding import Bytes, Floats
from aipixel.neuron.features import Features, as_classes
from aipixel.neuron.model import PixelModel
from aipixel.neuron.network import logits, sigmoid
from aipixel.pixels import chart
from aipixel.pixels.png import encode

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_MATPLOTLIB = 'plots need matplotlib: pip install "aipixel-studio[plot]"'
HEIGHTS = (0.3, 0.7)  # of the points of each class, where a single input leaves the height free


def plot_decision_boundary(
    model: PixelModel,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    meta: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
    show: bool = True,
) -> Axes | None:
    """The probability of class 1 over the first two inputs, its middle line, and points.

    X (N, n_inputs) in the model's own units and y (N,), of 0 and 1 or the classes' names, are
    drawn where given, discs for class 0 and diamonds for class 1. `meta` may hold `name`,
    `feature_names` and `class_names`. The map spans what the model learned from; a third input is
    held in the middle of its range. ValueError where X, y and the model do not fit together.
    """
    plane = _plane(model, X, y, meta or {})
    if _matplotlib(show):
        return _draw_plane(plane, ax, show)
    labels = [*plane.axes, *plane.class_names]
    _display(chart.heat_map(plane.shades, plane.points, plane.classes, labels), plane.told())
    return None


def plot_pixel(model: PixelModel, ax: Axes | None = None, show: bool = True) -> Axes | None:
    """The model's pixels as squares of their colour; alpha, a weight here, is left out."""
    colours = [(pixel[0], pixel[1], pixel[2]) for pixel in model.to_pixels()]
    values = ", ".join(str(pixel) for pixel in model.to_pixels())
    if _matplotlib(show):
        ax = _axes(ax)
        ax.imshow([colours])
        ax.set_xticks([])
        ax.set_yticks([])
        ax.set_title(f"{model.hex}\n{values}" if len(colours) < 5 else model.hex[:60])
        return _shown(ax, show)
    _display(chart.swatches(colours), f"The model's colour: {model.hex}, {values}")
    return None


def plot_training_loss(model: PixelModel, ax: Axes | None = None, show: bool = True) -> Axes | None:
    """The loss after each epoch. ValueError for a model that was loaded or not yet trained."""
    history = model.training_losses.tolist()
    if not history:
        raise ValueError("this model has no training to show: it was loaded or not yet trained")
    if _matplotlib(show):
        ax = _axes(ax)
        ax.plot(history)
        ax.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
        return _shown(ax, show)
    told = f"The loss fell from {history[0]:.4f} to {history[-1]:.4f} in {len(history) - 1} epochs"
    _display(chart.line_chart(history, "epoch", "loss"), told)
    return None


@dataclass(frozen=True)
class _Plane:
    """What a decision boundary shows, in units of the square from 0 to 1."""

    shades: Bytes  # (SIDE, SIDE) of 0 to 255, the first row above
    points: Floats  # (N, 2)
    classes: NDArray[np.int64]  # (N,)
    right: int | None  # how many points the model gets right
    features: Features
    axes: tuple[str, str]
    class_names: tuple[str, str]
    title: str

    def told(self) -> str:
        """The picture in words."""
        spans = [
            f"{name} from {least:g} to {most:g}"
            for name, (least, most) in zip(self.axes, self.features.seen, strict=False)
        ]
        text = f"The probability of {self.class_names[1]} over {' and '.join(spans)}"
        if self.right is not None:
            text += f", with {len(self.points)} points of which the model gets {self.right} right"
        return text


def _plane(
    model: PixelModel, X: ArrayLike | None, y: ArrayLike | None, meta: Mapping[str, Any]
) -> _Plane:
    features = model.features or Features.of([[0.0] * model.n_inputs, [1.0] * model.n_inputs])
    names = [str(name) for name in meta.get("feature_names", features.names)]
    if len(names) != model.n_inputs:
        raise ValueError(f"meta names {len(names)} features, the model has {model.n_inputs}")
    class_names = meta.get("class_names", features.class_names)
    title = str(meta.get("name", ""))
    if model.n_inputs > 2:
        middle = sum(features.seen[2]) / 2
        title = f"{title} ({names[2]} = {middle:g})".strip()
    points, classes, right = np.empty((0, 2)), np.empty(0, dtype=np.int64), None
    if X is not None:
        chosen = model.predict(X)
        if y is None:
            raise ValueError("points need their classes: give y with X")
        classes = as_classes(y, features.class_names, len(chosen))
        values = np.asarray(X, dtype=np.float64).reshape(len(chosen), -1)
        low, high = np.array(features.seen).T
        points = ((values - low) / np.where(high > low, high - low, 1.0))[:, :2]
        if model.n_inputs == 1:
            points = np.column_stack([points, np.take(HEIGHTS, classes)])
        right = int((chosen == classes).sum())
    return _Plane(
        _shades(model, features),
        points,
        classes,
        right,
        features,
        (names[0], names[1] if len(names) > 1 else ""),
        (str(class_names[0]), str(class_names[1])),
        title,
    )


def _shades(model: PixelModel, features: Features) -> Bytes:
    """(SIDE, SIDE): the probability of class 1, 0 to 255, over all that the model has seen."""
    places = (np.arange(chart.SIDE) + 0.5) / chart.SIDE
    x, y = np.meshgrid(places, places[::-1])
    plane = np.column_stack([x.ravel(), y.ravel(), np.full(x.size, 0.5)])[:, : model.n_inputs]
    low, high = np.array(features.seen).T
    X = features.scale(low + plane * (high - low))
    chance = sigmoid(logits(model.layout, model.parameters[None], X)[0])
    return np.rint(255 * chance).astype(np.uint8).reshape(x.shape)


# matplotlib


def _matplotlib(show: bool) -> bool:
    """Whether to draw with it. ImportError where it is missing and nothing else can be done."""
    if find_spec("matplotlib"):
        return True
    if not show:
        raise ImportError(NO_MATPLOTLIB)
    return False


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    return plt.subplots()[1]


def _shown(ax: Axes, show: bool) -> Axes:
    from matplotlib import pyplot as plt

    # Agg draws into files only, and would warn.
    if show and plt.get_backend().lower() != "agg":
        plt.show()
    return ax


def _draw_plane(plane: _Plane, ax: Axes | None, show: bool) -> Axes:
    from matplotlib.colors import ListedColormap

    ax = _axes(ax)
    low = np.zeros(2)
    high = np.ones(2)
    seen = min(len(plane.features.names), 2)
    low[:seen], high[:seen] = np.array(plane.features.seen[:2]).T
    high = np.where(high > low, high, low + 1)  # of a constant feature
    extent = (low[0], high[0], low[1], high[1])
    chance = plane.shades / 255
    image = ax.imshow(
        chance,
        extent=extent,
        aspect="auto",
        vmin=0,
        vmax=1,
        cmap=ListedColormap(chart.shade_colours() / 255),
    )
    if chance.min() < 0.5 <= chance.max():
        ax.contour(chance, levels=[0.5], origin="upper", extent=extent, colors="black")
    points = low + plane.points * (high - low)
    for index, marker in enumerate("oD"):
        own = points[plane.classes == index]
        if len(own):
            colour = np.array([chart.CLASS_COLOURS[index]]) / 255
            ax.scatter(
                own[:, 0],
                own[:, 1],
                c=colour,
                marker=marker,
                edgecolors="black",
                label=plane.class_names[index],
            )
    if len(points):
        ax.legend()
    if len(plane.features.names) == 1:
        ax.set_yticks([])
    ax.set(xlabel=plane.axes[0], ylabel=plane.axes[1], title=plane.title)
    if ax.figure is not None:
        ax.figure.colorbar(image, ax=ax, label=f"probability of {plane.class_names[1]}")
    return _shown(ax, show)


def _display(picture: Bytes, told: str) -> None:
    if not display.show(encode(picture), told):
        raise ImportError(NO_MATPLOTLIB)
