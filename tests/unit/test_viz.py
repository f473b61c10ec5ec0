"""Plots of a model: with matplotlib, without it, and where nobody can show a picture."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from aipixel import PixelModel, viz
from aipixel.datasets import umbrella, xor
from aipixel.display import set_display
from aipixel.neuron.features import Features
from aipixel.neuron.table import read_table
from aipixel.pixels.png import decode
from matplotlib import pyplot as plt

PENGUINS = Path(__file__).parents[1] / "data" / "tables" / "penguins.csv"


@pytest.fixture(autouse=True)
def quiet():
    mpl.use("agg")
    yield
    plt.close("all")


@pytest.fixture
def displayed(monkeypatch):
    """Without matplotlib: the pictures, and what they show in words."""
    monkeypatch.setattr(viz, "find_spec", lambda name: None)
    pictures = []
    before = set_display(lambda png, told: pictures.append((decode(png).pixels, told)))
    yield pictures
    set_display(before)


def penguins(*columns):
    table = read_table(
        PENGUINS.read_bytes(), label="species", classes=["Adelie", "Gentoo"], features=columns
    )
    model = PixelModel(len(columns))
    model.train(table.X, table.y, features=table.features, fit_ranges=True)
    return model, table


def test_the_map_is_what_the_model_says_in_the_units_of_the_data():
    model, table = penguins("bill_depth_mm", "body_mass_g")
    ax = viz.plot_decision_boundary(model, table.X, table.y)
    assert ax.get_xlabel() == "bill_depth_mm"
    assert ax.get_ylabel() == "body_mass_g"
    (image,) = ax.images
    left, right, bottom, top = image.get_extent()
    assert (left, right, bottom, top) == (13.1, 21.5, 2850, 6300)
    chance = image.get_array()
    side = len(chance)
    for row, column in ((0, 0), (0, side - 1), (side - 1, 0), (side // 3, side // 2)):
        x = left + (column + 0.5) / side * (right - left)
        y = top - (row + 0.5) / side * (top - bottom)
        assert chance[row, column] == pytest.approx(model.predict_proba([[x, y]])[0], abs=1 / 255)
    drawn = np.vstack([np.asarray(dots.get_offsets()) for dots in ax.collections[-2:]])
    np.testing.assert_allclose(np.sort(drawn, axis=0), np.sort(table.X, axis=0))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Adelie", "Gentoo"]


def test_plots_of_the_original_package():
    X, y, meta = umbrella()
    model = PixelModel(n_inputs=2)
    model.train(X, y)
    ax = viz.plot_decision_boundary(model, X, y, meta)
    assert ax.get_title() == "Umbrella"
    assert ax.get_xlabel() == "Rain chance"
    assert model.hex in viz.plot_pixel(model).get_title()
    assert viz.plot_training_loss(model).lines[0].get_ydata()[0] == pytest.approx(np.log(2))


def test_one_input_three_inputs_and_a_strip():
    model, table = penguins("bill_depth_mm", "body_mass_g", "flipper_length_mm")
    ax = viz.plot_decision_boundary(model, table.X, table.y)
    assert ax.get_title() == "(flipper_length_mm = 201.5)"
    model, table = penguins("body_mass_g")
    assert viz.plot_decision_boundary(model, table.X, table.y).get_yticks().size == 0
    X, y, _ = xor()
    strip = PixelModel(hidden=2).train(X, y)
    assert viz.plot_pixel(strip).images[0].get_array().shape == (1, 3, 3)
    chance = viz.plot_decision_boundary(strip, X, y).images[0].get_array()
    assert chance[-1, 0] < 0.5 < chance[0, 0]


def test_an_own_axes_is_drawn_into():
    _, (left, right) = plt.subplots(1, 2)
    model = PixelModel.from_pixel(200, 100, 50)
    assert viz.plot_decision_boundary(model, ax=left, show=False) is left
    assert viz.plot_pixel(model, ax=right, show=False) is right


def test_a_constant_feature_can_be_drawn():
    model = PixelModel().train([[1.0, 5], [2, 5], [3, 5]], [0, 1, 1])
    viz.plot_decision_boundary(model, [[1.0, 5]], [0])


def test_without_matplotlib_a_picture_is_shown(displayed):
    model, table = penguins("bill_depth_mm", "body_mass_g")
    assert viz.plot_decision_boundary(model, table.X, table.y) is None
    assert viz.plot_pixel(model) is None
    assert viz.plot_training_loss(model) is None
    (plane, told), (swatch, colours), (_, loss) = displayed
    assert len(np.unique(plane.reshape(-1, 3), axis=0)) > 100
    assert told == (
        "The probability of Gentoo over bill_depth_mm from 13.1 to 21.5 and body_mass_g "
        "from 2850 to 6300, with 274 points of which the model gets 274 right"
    )
    assert (swatch == model.to_pixel()).all()
    assert model.hex in colours
    assert loss.startswith("The loss fell from 0.6931 to 0.00")


def test_without_matplotlib_and_a_place_for_pictures_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(viz, "find_spec", lambda name: None)
    model = PixelModel().train(*umbrella()[:2])
    for plot in (viz.plot_decision_boundary, viz.plot_pixel, viz.plot_training_loss):
        for options in ({}, {"show": False}):
            with pytest.raises(ImportError, match=r'pip install "aipixel-studio\[plot\]"'):
                plot(model, **options)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda model: viz.plot_decision_boundary(model, [[0.1, 0.2]]), "give y with X"),
        (lambda model: viz.plot_decision_boundary(model, [[0.1, 0.2]], [0, 1]), "1 rows and y"),
        (lambda model: viz.plot_decision_boundary(model, [[0.1, 0.2]], ["a"]), "0 and 1"),
        (lambda model: viz.plot_decision_boundary(model, [[0.1]], [0]), "takes 2 inputs"),
        (
            lambda model: viz.plot_decision_boundary(model, meta={"feature_names": ["a"]}),
            "names 1 features",
        ),
        (viz.plot_training_loss, "no training to show"),
    ],
)
def test_what_cannot_be_drawn_is_named(attempt, words):
    model = PixelModel.from_pixel(1, 2, 3)
    model.features = Features(("a", "b"), (0.0, 0.0), (1.0, 1.0), ("no", "yes"))
    with pytest.raises(ValueError, match=words):
        attempt(model)
