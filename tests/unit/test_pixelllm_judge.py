"""The judge: what each number means, and that it judges as a whole."""

import json
import resource

import numpy as np
import pytest
import torch
from aipixel.pixels.neighbours import EIGHT
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel
from PIL import Image
from pixelllm import classifier, evaluate, judge, metrics
from pixelllm.checkpoint import History, export_weights
from pixelllm.classifier import accuracy, held_out_sprites, train_classifier
from pixelllm.dataset import CELLS, SyntheticSource
from pixelllm.options import load_drawing_model
from pixelllm.samples import by_graphs, by_network, drawn_sprites, real_sprites, training_sprites
from pixelllm.synthetic import HELD_OUT
from pixelllm.two_sample import two_sample
from pixelllm.vocabulary import CATEGORIES, SIZE, ZONES

from tests.conftest import ROOT
from tests.coroutines import run
from tests.tiny_sprites import tiny_network

GRAPHS = ROOT / "web" / "models" / "pixelllm"


def quiet(done, total):
    assert 0 < done <= total


def blank(count=1):
    return np.zeros((count, SIZE, SIZE), np.uint8)


@pytest.fixture(autouse=True)
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_empty_is_under_twenty_opaque_pixels():
    sprites = blank(2)
    sprites[0, 0, :19] = 5
    sprites[1, 0, :20] = 5
    assert metrics.empty(sprites).tolist() == [True, False]


def test_isolated_pixels_by_four_and_by_eight_neighbours():
    sprite = blank()
    sprite[0, 0, 0] = 3  # alone, at a corner
    sprite[0, 5, 5] = sprite[0, 6, 6] = 4  # diagonal
    sprite[0, 10, 10:12] = 6
    assert metrics.isolated(sprite) == pytest.approx(3 / 5)
    assert metrics.isolated(sprite, EIGHT) == pytest.approx(1 / 5)
    assert metrics.isolated(blank()) == 0
    assert metrics.colours(sprite) == 3


def test_copies_distance_and_diversity():
    sprites = blank(3)
    sprites[1, 0, 0] = 1
    sprites[2, 0, :2] = 2
    known = metrics.digests(sprites[:2])
    assert len(known) == 2
    assert metrics.copies(sprites, known) == pytest.approx(2 / 3)
    assert metrics.nearest(sprites[2:], sprites[:2]) == pytest.approx(2 / 1024)
    assert metrics.diversity(sprites) == pytest.approx((1 + 2 + 2) / 3 / 1024)
    assert metrics.diversity(sprites[:1]) == 0
    assert metrics.ratio(0.1, 0.05) == pytest.approx(2)
    assert np.isfinite(metrics.ratio(0.1, 0.0))


def test_real_sprites_have_no_orphans_and_some_isolated_pixels():
    real = real_sprites(2, quiet)
    cells = np.arange(2 * CELLS) % CELLS
    assert np.array_equal(real.labels @ [len(CATEGORIES), 1], cells)
    assert metrics.isolated(real.pixels, EIGHT) == 0
    assert 0.01 < metrics.isolated(real.pixels) < 0.2


def test_the_classifier_learns_off_the_training_seeds():
    sprites = held_out_sprites(classifier.TRAINING_SEEDS, 40 * CELLS, quiet)
    one = train_classifier(sprites, 5, quiet)
    found = accuracy(one, held_out_sprites(classifier.TEST_SEEDS, 4 * CELLS, quiet))
    assert min(found) > 0.8
    assert min(classifier.TRAINING_SEEDS, classifier.TEST_SEEDS) >= HELD_OUT + 1_000_000


def test_the_classifier_is_kept_and_a_broken_file_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name, value in (("TRAINING_SPRITES", 144), ("TEST_SPRITES", 36), ("PASSES", 1)):
        monkeypatch.setattr(classifier, name, value)
    said = []

    def reports(what):
        said.append(what)
        return quiet

    first, told = classifier.trained_classifier(reports)
    assert said
    said.clear()
    kept, told_again = classifier.trained_classifier(reports)
    assert not said
    assert told == told_again
    next(tmp_path.rglob("*.pt")).write_bytes(b"broken")
    anew, _ = classifier.trained_classifier(reports)
    assert said
    for model in (kept, anew):
        assert torch.equal(first.axes[0].weight, model.axes[0].weight)


def test_two_samples_of_one_kind_are_not_told_apart_and_others_are():
    real, other = (
        held_out_sprites(HELD_OUT + seed, 4 * CELLS, quiet).pixels for seed in (0, 50_000)
    )
    same = two_sample(other, real, report=quiet)
    assert same.each == 4 * CELLS
    assert abs(same.accuracy - 0.5) < 5 * same.error
    assert two_sample(other[:, ::-1], real).accuracy > 0.8
    with pytest.raises(ValueError, match="72 sprites"):
        two_sample(other[:50], real)


def test_training_sprites_are_those_that_a_training_sees(tmp_path):
    source = SyntheticSource(3)
    few = training_sprites(3, 40, tmp_path, quiet)
    more = training_sprites(3, 50, tmp_path, quiet)
    assert np.array_equal(more.pixels[:40], few.pixels)
    for mine, seen in zip(more, source.take(0, 50), strict=True):
        assert np.array_equal(mine, seen)


@pytest.fixture
def checkpoint(tmp_path, monkeypatch):
    """A tiny network; the classifier and the real sprites small enough for a test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, value in (("TRAINING_SPRITES", 144), ("TEST_SPRITES", 36), ("PASSES", 1)):
        monkeypatch.setattr(classifier, name, value)
    monkeypatch.setattr(judge, "REAL_EACH", 2)
    path = tmp_path / "tiny.pt"
    export_weights(tiny_network(), path, History(100, 2))
    return path


def test_the_judge_judges_and_draws_nothing_twice(checkpoint, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(judge, "SWEEP", (0.5,))
    monkeypatch.setattr(evaluate, "SWEEP", (0.5,))
    out = tmp_path / "out"
    command = [str(checkpoint), "--samples", "2", "--sweep", "--threads", "1", "--out", str(out)]
    assert evaluate.main([*command, "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict == json.loads((out / "judge.json").read_text())
    names = [(cell["zone"], cell["category"]) for cell in verdict["cells"]]
    assert names == [(zone, category) for zone in ZONES for category in CATEGORIES]
    rates = {"agreement", "zone_agreement", "empty", "copies"}
    for cell in verdict["cells"]:
        assert cell.keys() == {"zone", "category", "orphans", "diversity", *rates}
        assert all(0 <= cell[name] <= 1 for name in rates)
    totals = verdict["totals"]
    assert totals["trained_on"] == totals["compared_with"] == 100
    assert totals["bits_per_pixel"] == pytest.approx(totals["bits_per_sprite"] / 1024)
    assert totals["two_sample_each"] == 72
    assert totals["orphan_rate_real"] == 0
    assert totals["nearest_real"] < totals["nearest"]
    assert [row["temperature"] for row in verdict["sweep"]] == [0.5]
    for name in ("grid.png", "sweep.png"):
        with Image.open(out / name) as image:
            assert image.width > 200

    monkeypatch.setattr("pixelllm.sampling.draw", None)
    assert evaluate.main(command) == 0
    assert "Crustacean" in capsys.readouterr().out


def test_a_judgement_that_was_stopped_goes_on(checkpoint, tmp_path, monkeypatch):
    model = load_drawing_model(checkpoint)
    drawn = drawn_sprites(by_network(model), "x", Choice(), 1, tmp_path, quiet)
    longer = drawn_sprites(by_network(model), "x", Choice(), 2, tmp_path, quiet)
    assert np.array_equal(longer.pixels[:CELLS], drawn.pixels)
    assert longer.pixels.shape == (2 * CELLS, SIZE, SIZE)


def test_graphs_are_judged_by_what_they_draw():
    labels, seeds = np.array([[0, 2], [5, 1]]), np.array([8, 9])
    drawn = by_graphs(GRAPHS)(labels, seeds, Choice(), quiet)
    again = [draw_one("Reef", "Coral", 8), draw_one("Vent", "Grazer", 9)]
    assert np.array_equal(np.concatenate(list(drawn)), np.stack(again))


def draw_one(zone, category, seed):
    model = run(SpriteModel.open(str(GRAPHS)))
    return run(model.draw({"zone": zone, "category": category}, [seed])).sprites[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--samples", "0"], "--samples"),
        (["--training-sprites", "0"], "--training-sprites"),
        (["--temperature", "-1"], "above 0"),
        (["--top-k", "0"], "1 to 63"),
        (["--graphs", "nowhere"], "nowhere"),
    ],
)
def test_wrong_options_are_one_line(checkpoint, tmp_path, capsys, arguments, said):
    assert_refused(capsys, [str(checkpoint), *arguments, "--out", str(tmp_path / "out")], said)
    assert not (tmp_path / "out").exists()


def test_a_wrong_checkpoint_or_place_is_one_line(checkpoint, tmp_path, capsys):
    (tmp_path / "text.pt").write_text("weights")
    for name, said in (("none.pt", "no such checkpoint"), ("text.pt", "not a checkpoint")):
        assert_refused(capsys, [str(tmp_path / name), "--out", str(tmp_path / "out")], said)
    assert not (tmp_path / "out").exists()
    assert_refused(capsys, [str(checkpoint), "--out", str(tmp_path / "text.pt")], "text.pt")
    assert (tmp_path / "text.pt").read_text() == "weights"


def test_a_full_disk_is_one_line(checkpoint, tmp_path, capsys):
    out = tmp_path / "out"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        assert_refused(capsys, [str(checkpoint), "--samples", "1", "--out", str(out)], str(out))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(out.iterdir())


def assert_refused(capsys, command, said):
    assert evaluate.main(command) == 2
    captured = capsys.readouterr()
    assert not captured.out
    errors = [line for line in captured.err.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert captured.err.endswith(f"{errors[0]}\n")
    assert said in errors[0]
