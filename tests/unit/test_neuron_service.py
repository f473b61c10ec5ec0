"""The neuron's service as the page calls it: runs, pictures of the plane, links, scripts."""

import json

import numpy as np
import pytest
from aipixel import PixelModel
from aipixel.datasets import umbrella, xor
from aipixel.neuron.encoding import Layout
from aipixel.neuron.link import from_link, to_link
from aipixel.neuron.plane import probability_bytes, ticks, zero_lines
from aipixel.neuron.service import MOST_FRAMES, NeuronService, key_epochs
from hypothesis import given, settings
from hypothesis import strategies as st

UNIT = {"names": ["x1", "x2"], "low": [0, 0], "high": [1, 1], "class_names": ["0", "1"]}


def trained(name="umbrella", hidden=0, **options):
    service = NeuronService()
    example = service.example(name)
    arguments = {"hidden": hidden, "epochs": 2000, "rate": 1.0, "seed": 0, **options}
    points = {key: example[key] for key in ("points", "classes", "features")}
    return service, service.train(**points, **arguments)


@st.composite
def models(draw):
    layout = Layout(draw(st.integers(1, 3)), draw(st.integers(0, 16)))
    size = layout.parameter_count
    values = draw(st.lists(st.integers(0, 255), min_size=size, max_size=size))
    strip = layout.to_pixels(np.array(values, dtype=np.uint8))[0]
    return PixelModel.from_pixels(strip, layout.n_inputs, layout.hidden)


def test_a_run_goes_from_the_first_weights_to_the_pixel():
    _, answer = trained()
    X, y, _ = umbrella()
    model = PixelModel().train(X, y)
    frames = answer["frames"]
    assert len(frames) <= MOST_FRAMES
    assert (frames[0]["epoch"], frames[0]["pixels"]) == (0, [[128, 128, 128]])
    assert [tuple(pixel) for pixel in frames[-1]["pixels"]] == model.to_pixels()
    assert frames[-1]["epoch"] == frames[-2]["epoch"] == len(model.training_history)
    assert frames[-2]["values"] == model.float_parameters.tolist()
    assert frames[-1]["accuracy"] == model.accuracy(X, y)
    assert answer["link"] == model.hex
    names = [parameter["name"] for parameter in answer["parameters"]]
    assert names == ["weight of Rain chance", "weight of Wind speed", "bias"]
    assert [cost["name"] for cost in answer["cost"]] == ["float", "rounded", "pixel"]


def test_key_epochs_are_denser_early():
    epochs = key_epochs(2001, 199)
    assert (epochs[0], epochs[-1]) == (0, 2000)
    assert len(epochs) <= 199
    assert epochs[2] - epochs[0] < epochs[-1] - epochs[-3]
    assert key_epochs(3, 199) == [0, 1, 2]


def test_one_pixel_cannot_tell_xor_and_three_can():
    _, alone = trained("xor")
    assert alone["tooHard"]
    assert alone["frames"][-1]["accuracy"] < 0.6
    service, together = trained("xor", hidden=2)
    assert not together["tooHard"]
    assert together["frames"][-1]["accuracy"] == 1
    assert len(together["frames"][-1]["pixels"]) == 3
    example = service.example("xor")
    found = service.evaluate(example["points"], example["classes"])
    assert found == {"right": 80, "count": 80}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": [], "classes": []}, "no points"),
        ({"points": [[0, 0], [1, 1]], "classes": [1, 1]}, "of one class"),
        ({"epochs": 0}, "epochs must be"),
        ({"epochs": 10**9}, "at most"),
        ({"rate": 0}, "lr above 0"),
    ],
)
def test_what_cannot_be_learned_from_is_told_and_leaves_the_model(change, message):
    service, before = trained()
    example = service.example("umbrella")
    points = {key: example[key] for key in ("points", "classes", "features")}
    arguments = {"hidden": 0, "epochs": 10, "rate": 1.0, "seed": 0, **points, **change}
    with pytest.raises(ValueError, match=message):
        service.train(**arguments)
    assert service.png()[0]["name"] == f"pixel-{before['link'][1:]}.png"


def test_a_png_brings_the_model_and_its_features_back():
    service, answer = trained()
    name, data = service.png()
    assert name["name"] == f"pixel-{answer['link'][1:]}.png"
    opened = NeuronService().open_png(data)
    for key in ("link", "features", "parameters", "inputs", "hidden"):
        assert opened[key] == answer[key]
    assert opened["cost"] == []
    assert opened["frames"][-1]["pixels"] == answer["frames"][-1]["pixels"]


def test_a_png_that_is_none_is_told_and_leaves_the_model():
    service, _ = trained()
    before = service.png()
    with pytest.raises(ValueError, match="PNG"):
        service.open_png(b"no picture at all")
    assert service.png() == before


def test_other_names_go_into_the_png():
    service, _ = trained()
    other = {**service.example("umbrella")["features"], "class_names": ["dry", "wet"]}
    assert service.describe(other)["features"]["class_names"] == ("dry", "wet")
    assert PixelModel.from_png(service.png()[1]).predict_names([[1, 1]]) == ["wet"]


def test_predictions_are_the_models_in_its_own_units():
    service = NeuronService()
    features = {**UNIT, "names": ["Rain", "Wind"], "low": [0, 10], "high": [100, 60], "label": "u"}
    X, y, _ = umbrella()
    answer = service.train(X.tolist(), y.tolist(), features, 0, 2000, 1.0, 0)
    last = len(answer["frames"]) - 1
    model = PixelModel.from_png(service.png()[1])
    raw = service.predict([75.0, 20.0], last, raw=True)
    assert raw["probability"] == model.predict_proba([[75, 20]])[0]
    assert raw["told"] == ["Rain 75", "Wind 20.0"]
    placed = service.predict([0.75, 0.2], last, raw=False)
    assert placed["probability"] == pytest.approx(raw["probability"])
    assert placed["certainty"] >= 0.5


def test_calls_are_json_in_and_out():
    service = NeuronService()
    text, data = service.call("begin", json.dumps({"features": {**UNIT, "label": ""}, "hidden": 1}))
    assert (json.loads(text)["hidden"], data) == (1, None)
    shade = json.dumps({"frame": 0, "width": 8, "height": 4, "third": 0.5})
    text, data = service.call("shade", shade)
    assert data == bytes([128]) * 32  # it has learned nothing
    text, png = service.call("png", "{}")
    text, _ = service.call("open_png", "{}", memoryview(png))
    assert json.loads(text)["hidden"] == 1


# The plane


@given(models(), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_the_bytes_are_the_probabilities(model, third):
    layout = model.layout
    shades = probability_bytes(layout, model.parameters, 12, 9, third)
    assert shades.shape == (9, 12)
    x, y = np.meshgrid((np.arange(12) + 0.5) / 12, 1 - (np.arange(9) + 0.5) / 9)
    places = np.stack([x, y, np.full_like(x, third)], axis=-1)[..., : layout.n_inputs]
    expected = model.predict_proba(places.reshape(-1, layout.n_inputs)) * 255
    assert np.abs(shades.reshape(-1) - expected).max() <= 0.51


@given(models(), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_lines_lie_in_the_square_where_the_sum_is_zero(model, third):
    lines = zero_lines(model.layout, model.parameters, third)
    assert len(lines) == max(1, model.hidden)
    for line in lines:
        assert line is None or all(0 <= number <= 1 for number in line)
        if line and not model.hidden and model.n_inputs > 1:
            ends = [(*line[:2], third), (*line[2:], third)]
            chances = model.predict_proba(np.array(ends)[:, : model.n_inputs])
            assert chances == pytest.approx([0.5, 0.5])


def test_a_line_of_one_input_is_upright():
    model = PixelModel.from_pixel(255, 64, 128, n_inputs=1)
    (line,) = zero_lines(model.layout, model.parameters)
    assert line[0] == line[2]
    assert (line[1], line[3]) == (0, 1)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_and_in_range(low, span):
    marks = ticks(low, low + span)
    assert 2 <= len(marks) <= 7
    assert all(-1e-6 <= place <= 1 + 1e-6 for place, _ in marks)


def test_ticks_are_round():
    assert [text for _, text in ticks(0, 1)] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert [text for _, text in ticks(3, 14)] == ["4", "6", "8", "10", "12", "14"]
    assert ticks(5, 5) == [(0.0, "5")]


# Links


@given(models())
def test_links_come_back(model):
    again = from_link(to_link(model))
    assert (again.layout, again.to_pixels()) == (model.layout, model.to_pixels())


def test_links_are_as_short_as_can_be():
    assert to_link(PixelModel.from_pixel(142, 87, 201)) == "#8e57c9"
    assert to_link(PixelModel.from_pixel(142, 87, 128, n_inputs=1)) == "#8e5780;inputs=1"
    strip = PixelModel.from_hex("#00ff50-00ffaa-ff00fe", 2, 2)
    assert to_link(strip) == "#00ff50-00ffaa-ff00fe"
    assert from_link("00ff50-00ffaa-ff00fe").hidden == 2


def refusal(link):
    """Why a link opens no model; empty where it opens one."""
    try:
        from_link(link)
    except ValueError as error:
        return str(error)
    return ""


@given(st.text(max_size=60) | st.from_regex(r"#?[0-9a-f\-]{0,30}(;[a-z]{0,6}=?[0-9]{0,3}){0,3}"))
def test_other_texts_are_told_in_a_sentence(text):
    assert "\n" not in refusal(text)


# Scripts


def run_script(source):
    shown = []
    names = {}
    kept = [line for line in source.splitlines() if "plot_decision_boundary" not in line]
    exec("\n".join(kept).replace("model.summary()", ""), {"print": shown.append}, names)
    return names["model"]


def test_the_script_makes_the_same_model():
    service, answer = trained("xor", hidden=2, epochs=500, rate=0.5, seed=3)
    source = service.answer()["script"]
    assert "X, y, meta = xor()" in source
    assert "model.train(X, y, epochs=500, lr=0.5, seed=3)" in source
    assert to_link(run_script(source)) == answer["link"]


def test_the_script_of_placed_points_has_them():
    service = NeuronService()
    X, y, _ = xor()
    X = X[:30].round(3)
    features = {**UNIT, "label": ""}
    answer = service.train(X.tolist(), y[:30].tolist(), features, 0, 2000, 1.0, 0)
    assert to_link(run_script(service.answer()["script"])) == answer["link"]


def test_the_script_of_a_loaded_model_names_its_colours():
    service = NeuronService()
    service.open_link("#8e5780;inputs=1")
    model = run_script(service.answer()["script"])
    assert to_link(model) == "#8e5780;inputs=1"


# What a script leaves


def left_by(script, service=None):
    names = {}
    exec(script, names)
    left = (service or NeuronService()).left_by(names)
    return json.loads(json.dumps(left, allow_nan=False))


def test_the_model_that_a_script_leaves_is_found_with_its_points():
    service, before = trained()
    left = left_by(
        "from aipixel import PixelModel\n"
        "from aipixel.datasets import xor\n"
        "X, y, _ = xor()\n"
        "other = PixelModel(2, 2).train(X, y)\n"
        "spare = PixelModel(1)\n"
        "model = other\n",
        service,
    )
    X, y, meta = xor()
    assert left["model"]["link"] == to_link(PixelModel(2, 2).train(X, y))
    assert left["points"] == X.tolist()
    assert left["classes"] == y.tolist()
    assert left["model"]["features"]["class_names"] == list(meta["class_names"])
    assert len(left["model"]["frames"]) > 10
    assert service.answer() == before


def test_without_a_name_it_is_the_last_model_and_without_a_model_nothing():
    left = left_by("from aipixel import PixelModel\na = PixelModel(1)\nb = PixelModel(3)")
    assert left["model"]["inputs"] == 3
    assert left["points"] == []
    assert left_by("model = 3") is None


def test_a_scripts_points_in_other_units_keep_them():
    left = left_by(
        "from aipixel import PixelModel\n"
        "model = PixelModel(1).train([[20], [30], [50]], ['no', 'no', 'yes'])"
    )
    assert left["points"] == [[0], [1 / 3], [1]]
    assert left["model"]["features"]["class_names"] == ["no", "yes"]
    assert left["model"]["features"]["low"] == [20]


UNITS = [[20.0, 3100], [30, 5200], [22, 2500], [35, 4100], [27, 4400], [24, 3900]]
WEATHER = ["cold", "warm", "cold", "warm", "warm", "cold"]


def opened_weather():
    """A service with the file of a model that standardises its inputs; and that model."""
    model = PixelModel().train(UNITS, WEATHER)
    service = NeuronService()
    return service, model, service.open_png(model.to_png())


def test_the_square_spans_what_a_standardised_model_has_seen():
    service, model, answer = opened_weather()
    assert answer["features"]["low"] == (20, 2500)
    assert answer["features"]["high"] == (35, 5200)
    _, data = service.shade(0, 300, 270, 0.5)
    shades = np.frombuffer(data, np.uint8).reshape(270, 300)
    for row, column in ((0, 0), (269, 0), (0, 299), (100, 120)):
        x, y = 20 + 15 * (column + 0.5) / 300, 5200 - 2700 * (row + 0.5) / 270
        assert shades[row, column] == pytest.approx(255 * model.predict_proba([[x, y]])[0], abs=1)
    told = service.predict([0.5, 0.25], 0, raw=False)
    assert told["told"] == ["x1 27.5", "x2 3175"]
    assert told["probability"] == pytest.approx(model.predict_proba([[27.5, 3175]])[0])
    assert told["probability"] == pytest.approx(
        service.predict([27.5, 3175], 0, raw=True)["probability"]
    )
    points = model.features.over_seen().scale(np.array(UNITS)).tolist()
    classes = [int(name == "warm") for name in WEATHER]
    assert service.evaluate(points, classes) == {"right": 6, "count": 6}


def test_what_a_standardised_model_takes_as_0_and_1_is_kept():
    service, model, answer = opened_weather()
    told = json.loads(json.dumps(answer))
    assert service.png()[1] == model.to_png()
    other = NeuronService()
    other.restore(told)
    assert other.png()[1] == model.to_png()
    service.describe({**told["features"], "names": ["temperature", "height"]})
    renamed = PixelModel.from_png(service.png()[1])
    assert renamed.features.names == ("temperature", "height")
    assert renamed.predict_names(UNITS) == WEATHER
    points = model.features.over_seen().scale(np.array(UNITS)).tolist()
    service.train(points, [0, 1, 0, 1, 1, 0], told["features"], 0, 2000, 1.0, 0)
    again = PixelModel.from_png(service.png()[1])
    assert again.features.seen == model.features.seen
    assert again.predict_names(UNITS) == WEATHER


def test_a_script_in_other_units_leaves_points_in_the_square():
    left = left_by(
        f"from aipixel import PixelModel\nmodel = PixelModel().train({UNITS}, {WEATHER})"
    )
    points = np.array(left["points"])
    assert (points.min(axis=0).tolist(), points.max(axis=0).tolist()) == ([0, 0], [1, 1])
    again = run_script(left["model"]["script"])
    assert again.to_png() == PixelModel().train(UNITS, WEATHER).to_png()


@given(models())
def test_a_model_is_restored_from_what_was_told_of_it(model):
    first, second = NeuronService(model), NeuronService()
    assert second.restore(json.loads(json.dumps(first.answer()))) == first.answer()


def test_a_run_is_restored_too():
    first, answer = trained(hidden=2)
    second = NeuronService()
    assert json.loads(json.dumps(second.restore(answer))) == json.loads(json.dumps(answer))
    for frame in (0, 40, len(answer["frames"]) - 1):
        assert second.predict([0.3, 0.6], frame, raw=False) == first.predict(
            [0.3, 0.6], frame, raw=False
        )
    assert second.png() == first.png()


# Tables


@pytest.mark.parametrize(
    ("text", "label", "chosen"),
    [
        ("a,b,kind\n1,2,x\n2,3,y", "kind", None),
        ("kind,a,b\nx,1,5\ny,2,6\nx,3,7", "kind", None),
        ("a,kind\n1,x\n2,y\n3,z\n4,z\n5,y", "kind", ["y", "z"]),
        ("kind,sex,a,year\nx,m,1,2007\ny,f,2,2008\nz,f,3,2009", "sex", None),
        ("a,b\n1,0\n2,1\n3,1", "b", None),
    ],
)
def test_a_table_suggests_a_label_and_two_classes(text, label, chosen):
    columns = NeuronService().csv_columns(text.encode())
    assert (columns["label"], columns["chosen"]) == (label, chosen)
