"""The neuron as a library: pixels that are models, training, the search, and what is refused."""

import io
import json
from itertools import combinations
from pathlib import Path

import aipixel.model
import numpy as np
import pytest
from aipixel import PixelModel
from aipixel.codec import (
    byte_to_weight,
    decode_weights,
    encode_weights,
    quantization_error,
    weight_to_byte,
)
from aipixel.datasets import escalate, sunscreen, umbrella, xor
from aipixel.neuron import Features, lattice
from aipixel.neuron.encoding import Layout, to_bytes, to_weights
from aipixel.neuron.lattice import neighbour_moves
from aipixel.neuron.network import gradients, losses, with_ones
from aipixel.neuron.table import read_table
from aipixel.neuron.training import gradient_descent
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

DATA = Path(__file__).parents[1] / "data"
PEERS = DATA / "peer-pixels"
EXPECTED = json.loads((PEERS / "expected.json").read_text())
BUILT_IN = {"umbrella": umbrella, "sunscreen": sunscreen, "escalate": escalate, "xor": xor}

MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
# Table, label, classes, and the columns of which one to three are learned from: 273 choices.
TABLES = [
    ("penguins", "species", ("Adelie", "Gentoo"), MEASURES),
    ("penguins", "species", ("Adelie", "Chinstrap"), MEASURES),
    ("penguins", "species", ("Chinstrap", "Gentoo"), MEASURES),
    ("penguins", "sex", None, MEASURES),
    ("iris", "species", ("setosa", "versicolor"), "1234"),
    ("iris", "species", ("setosa", "virginica"), "1234"),
    ("iris", "species", ("versicolor", "virginica"), "1234"),
    ("breast_cancer", None, None, [str(number) for number in range(1, 11)]),
]


def features_with(**changes):
    parts = {"names": ["a", "b"], "low": [0, 0], "high": [1, 1], "class_names": ["0", "1"]}
    return Features.from_json(json.dumps({**parts, "label": "y", **changes}))


def numbers(least, most):
    return st.floats(least, most, allow_nan=False, width=32)


def table(name, label, classes, columns):
    data = (DATA / "tables" / f"{name}.csv").read_bytes()
    return read_table(data, features=columns, label=label, classes=classes)


def trained(found, fit_ranges=True):
    model = PixelModel(found.X.shape[1])
    return model.train(found.X, found.y, features=found.features, fit_ranges=fit_ranges)


def assert_best_of_neighbours(model, X, y):
    """No neighbouring pixel has a lower loss, and mere rounding gets no more points right."""
    report = model.quantization_report()
    near = to_bytes(model.parameters).astype(int) + neighbour_moves(model.layout)
    near = near[((near >= 0) & (near <= 255)).all(axis=1)]
    assert report["pixel"]["loss"] <= losses(model.layout, to_weights(near), X, y).min() + 1e-15
    assert report["pixel"]["loss"] <= report["rounded"]["loss"]
    assert report["pixel"]["accuracy"] >= report["rounded"]["accuracy"]


# Pixels


@pytest.mark.parametrize("name", EXPECTED)
def test_others_pixels_say_here_what_they_say_there(name):
    model, expected = PixelModel.from_image(PEERS / name), EXPECTED[name]
    assert model.n_inputs == expected["n_inputs"]
    assert list(model.to_pixel()) == expected["pixel"]
    np.testing.assert_allclose(model.weights, expected["weights"], rtol=0, atol=1e-12)
    assert model.bias == pytest.approx(expected["bias"], abs=1e-12)
    probability = model.predict_proba(expected["inputs"])
    np.testing.assert_allclose(probability, expected["probability"], rtol=0, atol=1e-12)
    assert model.predict(expected["inputs"]).tolist() == expected["prediction"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_ours_is_that_of_the_others_byte_for_byte(name):
    expected = EXPECTED[name]
    model = PixelModel.from_pixel(*expected["pixel"], n_inputs=expected["n_inputs"])
    data = model.to_png()
    assert data == (PEERS / name).read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        assert image.text == {"ai-pixel-inputs": str(model.n_inputs)}
        assert image.getpixel((0, 0)) == model.to_pixel()


@given(st.integers(1, 3), st.tuples(*[st.integers(0, 255)] * 4))
def test_any_bytes_are_a_model_and_come_back(n_inputs, values):
    pixel = {1: (*values[:2], 128), 2: values[:3], 3: values}[n_inputs]
    model = PixelModel.from_pixel(*pixel, n_inputs=n_inputs)
    for again in (
        PixelModel.from_png(model.to_png()),
        PixelModel.from_hex(model.hex, n_inputs),
    ):
        assert again.to_pixel() == pixel
        assert np.array_equal(again.parameters, model.parameters)
    assert to_bytes(model.parameters).tolist() == list(values[: n_inputs + 1])
    assert np.abs(model.parameters).max() <= 4


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_strip_is_a_model_and_comes_back(data):
    layout = Layout(data.draw(st.integers(1, 3)), data.draw(st.integers(0, 16)))
    size = layout.parameter_count
    values = data.draw(st.lists(st.integers(0, 255), min_size=size, max_size=size))
    strip = layout.to_pixels(values)[0]
    model = PixelModel.from_pixels(strip, layout.n_inputs, layout.hidden)
    again = PixelModel.from_png(model.to_png())
    assert again.layout == layout
    assert to_bytes(again.parameters).tolist() == values
    assert model.hidden == 0 or model.output_bias == again.output_bias


@given(st.lists(numbers(-4, 4), min_size=1, max_size=50))
def test_a_byte_is_at_most_half_a_step_from_its_weight(weights):
    error = np.abs(to_weights(to_bytes(weights)) - weights)
    assert error.max() <= 4 / 255 + 1e-12


def test_a_file_keeps_what_the_inputs_mean(tmp_path):
    X, y = [[20.0, 1], [30, 5], [22, 2], [35, 4]], ["cold", "warm", "cold", "warm"]
    model = PixelModel().train(X, y)
    loaded = PixelModel.from_image(model.to_image(tmp_path / "model.png"))
    assert loaded.features == model.features
    assert loaded.features.class_names == ("cold", "warm")
    assert loaded.predict_names(X) == y
    assert loaded.accuracy(X, y) == 1
    assert loaded.training_history == []
    assert loaded.quantization_report()["max_param_error"] == 0


# Training


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_pixel_is_the_best_of_its_neighbours_on_the_built_in_sets(name):
    X, y, _ = BUILT_IN[name]()
    assert_best_of_neighbours(PixelModel().train(X, y), X, y)


@pytest.mark.parametrize(("name", "label", "classes", "columns"), TABLES)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_pixel_is_the_best_of_its_neighbours_on_real_data(name, label, classes, columns, count):
    for chosen in combinations(columns, count):
        found = table(name, label, classes, chosen)
        model = trained(found)
        assert_best_of_neighbours(model, model.features.scale(found.X), found.y)


def test_standardised_ranges_tell_more_apart_than_those_that_the_data_span():
    """The weights are bounded: over the whole range they cannot be steep enough."""
    means = {}
    for fit_ranges in (False, True):
        models = [
            (found, trained(found, fit_ranges))
            for found in (
                table(name, label, classes, chosen)
                for name, label, classes, columns in TABLES
                for chosen in combinations(columns[:4], 2)
            )
        ]
        means[fit_ranges] = np.mean([model.accuracy(found.X, found.y) for found, model in models])
    assert means[True] > means[False] + 0.01


@given(st.integers(0, 10_000), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_the_pixel_is_the_best_of_its_neighbours_on_data_in_any_units(seed, n_inputs):
    random = np.random.default_rng(seed)
    X = random.normal(random.normal(0, 50), random.exponential(20), (80, n_inputs))
    y = (X @ random.normal(size=n_inputs) + random.normal(0, X.std(), 80) > X.mean()).astype(int)
    y[:2] = 0, 1
    model = PixelModel(n_inputs).train(X, y)
    assert_best_of_neighbours(model, model.features.scale(X), y)


def test_inputs_that_fill_the_unit_range_are_taken_as_they_are():
    X, y, meta = umbrella()
    features = Features.of(X, meta["feature_names"], meta["class_names"])
    model = PixelModel().train(X, y, features=features, fit_ranges=True)
    assert model.features == features.on_unit_range()
    assert model.to_pixel() == PixelModel().train(X, y).to_pixel()


@pytest.mark.parametrize("columns", [("mean smoothness", "worst concave points")])
def test_inputs_inside_the_unit_range_are_standardised_where_ranges_are_fitted(columns):
    found = table("breast_cancer", None, None, columns)
    assert 0 <= found.X.min() <= found.X.max() < 0.5
    model = PixelModel().train(found.X, found.y, fit_ranges=True)
    assert model.accuracy(found.X, found.y) > 0.9
    assert model.features.seen[1] == (found.X[:, 1].min(), found.X[:, 1].max())
    plain = PixelModel().train(found.X, found.y)  # a pixel for inputs from 0 to 1, as they are
    assert plain.features is None


def test_inputs_that_fill_the_unit_range_are_standardised_where_weights_would_be_too_small():
    random = np.random.default_rng(3)
    X = random.random((300, 1))
    y = (X[:, 0] + random.normal(0, 0.01, 300) > 0.93).astype(int)
    model = PixelModel(1).train(X, y, fit_ranges=True)
    assert model.accuracy(X, y) > PixelModel(1).train(X, y).accuracy(X, y) + 0.02
    assert model.accuracy(X, y) > 0.97
    assert model.features.seen == [(X.min(), X.max())]


def test_a_rare_class_at_the_edge_is_told_apart_though_the_bias_is_bounded():
    random = np.random.default_rng(4)
    X = random.normal([50, 1e-3], [20, 1e-4], (500, 2))
    y = (X[:, 0] > 80).astype(int)
    assert 0.03 < y.mean() < 0.1
    model = PixelModel(2).train(X, y)
    assert model.accuracy(X, y) > 0.975


def test_standardised_features_know_what_was_seen():
    X = np.array([[1.0, 7, 5e299], [2, 7, -5e299], [6, 7, 0]])
    features = Features.of(X).standardised(X, 0.5)
    assert features.seen == [(1, 6), (7, 7), (-5e299, 5e299)]
    assert features.low[0] == pytest.approx(3 - np.std([1, 2, 6]) / 2)
    assert features.low[1:] == (7, -5e299)
    assert Features.from_json(features.to_json()) == features
    assert features.on_unit_range().seen == [(0, 1)] * 3


@pytest.mark.parametrize("name", ["umbrella", "sunscreen", "escalate"])
def test_one_pixel_tells_the_straight_sets_apart(name):
    X, y, _ = BUILT_IN[name]()
    assert PixelModel().train(X, y).accuracy(X, y) >= 0.95


def test_one_pixel_is_at_a_loss_with_xor():
    X, y, _ = xor()
    assert PixelModel().train(X, y).accuracy(X, y) == pytest.approx(0.5, abs=0.1)


def test_two_hidden_neurons_learn_xor_from_every_seed():
    X, y, _ = xor()
    for seed in range(20):
        model = PixelModel(hidden=2).train(X, y, seed=seed)
        assert model.accuracy(X, y) == 1, seed
        assert len(model.to_pixels()) == 3


def test_a_neuron_follows_plain_gradient_descent():
    X, y, _ = escalate()
    run = gradient_descent(Layout(2), X, y, epochs=250, learning_rate=1.0, seed=0, patience=0)
    ones, weights = np.hstack([X, np.ones((len(X), 1))]), np.zeros(3)
    for epoch in range(250):
        np.testing.assert_allclose(run.parameters[epoch], weights, rtol=0, atol=1e-10)
        chance = 1 / (1 + np.exp(-ones @ weights))
        loss = -np.mean(y * np.log(chance) + (1 - y) * np.log(1 - chance))
        assert run.losses[epoch] == pytest.approx(loss, abs=1e-12)
        weights = np.clip(weights - ones.T @ (chance - y) / len(y), -4, 4)


@pytest.mark.parametrize("layout", [Layout(1, 1), Layout(2, 2), Layout(3, 16)])
def test_the_gradient_is_the_slope_of_the_loss(layout):
    random = np.random.default_rng(5)
    X, y = random.random((30, layout.n_inputs)), random.integers(0, 2, 30)
    parameters = random.uniform(-2, 2, (2, layout.parameter_count))
    steps = 1e-6 * np.eye(layout.parameter_count)
    found = gradients(layout, parameters, with_ones(X), y)
    for row, gradient in zip(parameters, found, strict=True):
        rise = losses(layout, row + steps, X, y) - losses(layout, row - steps, X, y)
        np.testing.assert_allclose(gradient, rise / 2e-6, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", BUILT_IN)
def test_stopping_early_finds_the_same_pixel_sooner(name):
    X, y, _ = BUILT_IN[name]()
    early = PixelModel().train(X, y)
    whole = PixelModel().train(X, y, stop_early=False)
    assert len(whole.training_history) == 2000
    assert len(early.training_history) < 2000
    assert early.to_pixel() == whole.to_pixel()


@pytest.mark.parametrize("patience", [1, 30, 100, 250])
def test_it_stops_when_the_pixel_has_not_changed_for_so_many_epochs(patience):
    X, y, _ = escalate()
    model = PixelModel().train(X, y, patience=patience)
    pixels = to_bytes(model.training_parameters[1:])
    changes = np.flatnonzero((pixels[1:] != pixels[:-1]).any(axis=1)) + 2
    assert len(model.training_history) == max(changes, default=1) + patience
    for never in (0, None):
        assert len(PixelModel().train(X, y, 500, patience=never).training_history) == 500


def test_the_history_has_the_loss_that_each_epoch_began_with():
    X, y, _ = umbrella()
    model = PixelModel().train(X, y, epochs=300, patience=0)
    assert len(model.training_history) == 300
    assert model.training_history[0] == pytest.approx(np.log(2))
    losses_of_all = model.training_losses
    assert model.training_history == losses_of_all[:-1].tolist()
    assert losses_of_all[-1] == model.quantization_report()["float"]["loss"]


def test_the_same_seed_makes_the_same_file():
    X, y, _ = xor()
    files = [PixelModel(hidden=3).train(X, y, seed=4, epochs=200).to_png() for _ in range(2)]
    assert files[0] == files[1]


def test_what_progress_raises_leaves_the_model_as_it_was():
    X, y, _ = umbrella()
    model = PixelModel().train(X, y)
    before, history = model.to_png(), model.training_history

    def stop(epoch, loss):
        assert epoch == 100
        assert loss > 0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.train(X * 50, 1 - y, on_progress=stop)
    assert model.to_png() == before
    assert model.training_history == history
    assert model.features is None


@pytest.mark.parametrize("hidden", [0, 3])
@pytest.mark.parametrize(("stage", "at"), [("epoch", 137), ("pixel", 1)])
def test_a_training_that_is_ended_keeps_what_it_has(hidden, stage, at):
    X, y, _ = xor()
    heard = []

    def enough(what, count):
        heard.append((what, count))
        return what == stage and count >= at

    model = PixelModel(hidden=hidden).train(X, y, 400, patience=0, on_step=enough)
    assert heard[:2] == [("epoch", 1), ("epoch", 2)]
    assert len(model.training_history) == (137 if stage == "epoch" else 400)
    assert heard[-1][0] == stage
    report = model.quantization_report()
    assert report["pixel"]["loss"] <= report["rounded"]["loss"]
    assert PixelModel.from_png(model.to_png()).accuracy(X, y) == model.accuracy(X, y)


def test_a_search_is_bounded(monkeypatch):
    random = np.random.default_rng(2)
    X, y = random.random((300, 3)), random.integers(0, 2, 300)
    monkeypatch.setattr(lattice, "MOST_WORK", 300 * 17 * 2000)
    looked = []
    model = PixelModel(3, 16)
    model.train(X, y, 20, on_step=lambda what, n: what == "pixel" and bool(looked.append(n)))
    assert 2000 <= looked[-1] <= 2000 + lattice.LOOK
    report = model.quantization_report()
    assert report["pixel"]["loss"] < report["rounded"]["loss"]


def test_rows_in_pieces_have_the_gradient_of_all(monkeypatch):
    layout, random = Layout(2, 3), np.random.default_rng(1)
    X, y = random.random((50, 2)), random.integers(0, 2, 50)
    parameters = random.normal(size=(4, layout.parameter_count))
    whole = gradients(layout, parameters, with_ones(X), y)
    monkeypatch.setattr("aipixel.neuron.network.CHUNK", 100)
    parts = gradients(layout, parameters, with_ones(X), y)
    np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-15)


def test_progress_is_told_every_hundred_epochs(capsys):
    X, y, _ = umbrella()
    heard = []
    model = PixelModel()
    model.train(X, y, epochs=250, on_progress=lambda epoch, loss: heard.append((epoch, loss)))
    assert [epoch for epoch, _ in heard] == [100, 200, 250]
    assert [loss for _, loss in heard] == [model.training_losses[e] for e in (100, 200, 250)]
    model.train(X, y, epochs=100, verbose=True)
    assert capsys.readouterr().out.startswith("epoch   100  loss 0.")


@given(
    st.lists(
        st.tuples(numbers(-1e6, 1e6), numbers(-1, 1), st.booleans()), min_size=2, max_size=20
    ).filter(lambda rows: len({label for *_, label in rows}) == 2)
)
@settings(max_examples=25, deadline=None)
def test_any_numbers_in_any_units_can_be_learned_from(rows):
    X, y = [row[:2] for row in rows], [row[2] for row in rows]
    model = PixelModel().train(X, y, epochs=100)
    loaded = PixelModel.from_png(model.to_png())
    probability = loaded.predict_proba(X)
    assert np.isfinite(probability).all()
    assert np.array_equal(probability, model.predict_proba(X))
    report = model.quantization_report()
    assert report["pixel"]["loss"] <= report["rounded"]["loss"]


# The names of the ai-pixel package


def test_weights_and_bytes_are_each_others_inverse():
    assert [weight_to_byte(w) for w in (-9, -4, 0, 4, 9)] == [0, 0, 128, 255, 255]
    assert [weight_to_byte(byte_to_weight(b)) for b in range(256)] == list(range(256))
    assert type(weight_to_byte(1.5)) is int
    assert type(byte_to_weight(3)) is float


@pytest.mark.parametrize(
    ("weights", "bias", "pixel"),
    [
        ([2.0], -1.0, (191, 96, 128)),
        ([1.5, -2.3], 0.7, (175, 54, 150)),
        (np.array([1.0, -1.0, 3.0]), -0.5, (159, 96, 223, 112)),
    ],
)
def test_weights_are_encoded_and_decoded(weights, bias, pixel):
    assert encode_weights(weights, bias) == pixel
    decoded, decoded_bias, n_inputs = decode_weights(pixel, len(weights))
    assert n_inputs == len(weights)
    np.testing.assert_allclose(decoded, weights, atol=0.016)
    assert decoded_bias == pytest.approx(bias, abs=0.016)
    assert aipixel.encode_weights is encode_weights
    errors = quantization_error(weights, bias)
    assert errors["max_param_error"] == errors["per_param_error"].max() < 0.016
    assert errors["max_logit_error"] == pytest.approx(errors["per_param_error"].sum())
    assert errors["mean_param_error"] == pytest.approx(errors["per_param_error"].mean())


def test_how_many_inputs_a_pixel_has_is_told_by_its_length():
    assert decode_weights((1, 2, 3))[2] == 2
    assert decode_weights((1, 2, 3, 4))[2] == 3
    assert decode_weights((142, 87), n_inputs=1)[2] == 1
    model = aipixel.model.PixelModel.from_pixel(142, 87, n_inputs=1)
    assert model.to_pixel() == (142, 87, 128)
    assert PixelModel.from_pixel(1, 2, 3, 255, n_inputs=2).to_pixel() == (1, 2, 3)


@pytest.mark.parametrize("name", BUILT_IN)
def test_rounding_has_its_own_error_and_the_search_its_own_move(name):
    X, y, _ = BUILT_IN[name]()
    model = PixelModel().train(X, y)
    report = model.quantization_report()
    rounded = to_weights(to_bytes(model.float_parameters))
    assert report["max_param_error"] == np.abs(rounded - model.float_parameters).max() < 0.016
    assert report["max_logit_error"] >= report["max_param_error"]
    assert report["max_param_move"] == np.abs(model.parameters - rounded).max()


def test_no_data_is_no_accuracy():
    assert PixelModel().accuracy([], []) == 0


@pytest.mark.parametrize("pair", [(-1, 1), (2, 5), (1.0, 2.0), (b"a", b"b"), ("no", "yes")])
def test_accuracy_counts_labels_as_training_read_them(pair):
    X = [[0.1, 0.1], [0.2, 0.1], [0.8, 0.9], [0.9, 0.9]]
    y = [pair[0], pair[0], pair[1], pair[1]]
    assert PixelModel().train(X, y).accuracy(X, y) == 1


# What is refused


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([], [], "X has the shape"),
        (np.empty((0, 2)), [], "no rows"),
        ([[0, 1]], [1, 0], "1 rows and y has 2"),
        ([[0, 1, 2]], [1], "takes 2 inputs"),
        ([[0, np.nan], [1, 1]], [0, 1], "NaN"),
        ([[0, np.inf], [1, 1]], [0, 1], "infinite"),
        ([["a", "b"]], [0], "not a number"),
        ([[0, 1], [1, 1]], [0, np.nan], "NaN"),
        ([[0, 1], [1, 1], [0, 0]], ["a", "b", "c"], "two classes, not 3: a, b, c"),
        ([[0, 1], [1, 1]], ["a", "a"], "two classes, not 1"),
    ],
)
def test_data_that_cannot_be_learned_from_is_named(X, y, words):
    with pytest.raises(ValueError, match=words):
        PixelModel().train(X, y)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda: PixelModel(4), "1 to 3 inputs, not 4"),
        (lambda: PixelModel(hidden=17), "0 to 16 neurons, not 17"),
        (lambda: PixelModel().train([[0, 0], [1, 1]], [0, 1], epochs=0), "epochs"),
        (lambda: PixelModel().train([[0, 0], [1, 1]], [0, 1], lr=float("nan")), "lr"),
        (lambda: PixelModel(hidden=2).to_pixel(), "to_pixels"),
        (lambda: PixelModel.from_pixel(1, 2, 256), "0 to 255"),
        (lambda: PixelModel.from_pixel(1, 2), "3 values, not 2"),
        (lambda: PixelModel().train([[0, 0], [1, 1]], [0, 1], patience="3"), "whole numbers"),
        (lambda: PixelModel().predict([[1j, 0]]), "not a number"),
        (lambda: PixelModel().predict(np.ma.masked_equal([[1, 0]], 0)), "masked"),
        (lambda: encode_weights([1, 2], [1, 2]), "one number, not 2"),
        (lambda: weight_to_byte([]), "one number, not 0"),
        (lambda: PixelModel.from_hex("#12345"), "no colour"),
        (lambda: PixelModel.from_pixels([[1, 2, 3]], hidden=2), "3 RGB pixels"),
        (lambda: PixelModel.from_png(b"GIF89a"), "PNG"),
        (lambda: Features(("a",), (1.0,), (0.0,)), "lower end"),
        (lambda: Features(("a",), (0.0,), (1.0,), seen_low=(0.0,)), "both ends"),
        (lambda: Features.from_json("[]"), "incomplete"),
        (lambda: Features.from_json("{"), "not JSON"),
        (lambda: Features.from_json("[" * 100_000), "not JSON"),
        (lambda: Features.from_json("null"), "incomplete"),
        (lambda: features_with(names="ab"), 'no list "names"'),
        (lambda: features_with(names={"a": 1, "b": 2}), 'no list "names"'),
        (lambda: features_with(names=["a", 5]), '"names" holds what is no text'),
        (lambda: features_with(low=[0]), "both ends"),
        (lambda: features_with(low="01"), 'no list "low"'),
        (lambda: features_with(low=[0, True]), '"low" holds what is no number'),
        (lambda: features_with(low=[0, None]), '"low" holds what is no number'),
        (lambda: features_with(high=[1, 10**400]), "finite"),
        (lambda: features_with(high=[1, 10**4000]), "finite"),
        (lambda: features_with(high=[1, 1e308], low=[0, -1e308]), "too wide"),
        (lambda: features_with(class_names="ab"), 'no list "class_names"'),
        (lambda: features_with(class_names=["a"]), "two classes"),
        (lambda: features_with(label=None), '"label" holds what is no text'),
        (lambda: features_with(seen_low=5, seen_high=5), 'no list "seen_low"'),
        (lambda: encode_weights([1, 2, 3, 4], 0), "1 to 3 inputs, not 4"),
        (lambda: decode_weights((1, 2, 3), n_inputs=3), "4 values, not 3"),
        (lambda: decode_weights((1, 2, 300)), "0 to 255"),
        (lambda: weight_to_byte(float("nan")), "NaN"),
    ],
)
def test_what_is_no_model_is_named(attempt, words):
    with pytest.raises(ValueError, match=words):
        attempt()
