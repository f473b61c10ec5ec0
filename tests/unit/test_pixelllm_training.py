"""Training: it learns, continues bit for bit, and two processes equal one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from aipixel.sprites.labels import Axis
from PIL import Image
from pixelllm import train
from pixelllm.checkpoint import export_weights, load_model, pack, read, save, unpack
from pixelllm.data.manifest import PreparedFolder
from pixelllm.dataset import FolderSource, Sprites, SyntheticSource, training_batch
from pixelllm.distillation import Teacher, divergence
from pixelllm.dolls import Dolls, Layer
from pixelllm.masks import draw_mask
from pixelllm.optimizer import WARMUP_STEPS, Schedule
from pixelllm.sprite_network import Logits, Sizes, SpriteNetwork, losses, targets
from pixelllm.synthetic import HELD_OUT
from pixelllm.trainer import Recipe, Trainer
from pixelllm.vocabulary import COLOURS, MASK, PAD, SEA, Vocabulary

from tests.tiny_sprites import TINY

TINY_OPTIONS = ["--layers", "2", "--width", "16", "--heads", "2", "--fp32"]


def new_trainer(**recipe) -> Trainer:
    return Trainer(TINY, SyntheticSource(1), Recipe(**{"batch_size": 4, **recipe}))


def same(one: dict, other: dict) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def test_the_loss_falls():
    trainer = new_trainer(batch_size=8, rate=2e-2)
    before = trainer.validate()
    assert before.shape_loss == pytest.approx(256 * np.log(16), rel=0.3)
    assert before.paint_loss == pytest.approx(np.log(COLOURS - 1), rel=0.05)
    found = [trainer.train_step(1.0) for _ in range(20)]
    assert found[-1] < 0.7 * found[0]
    after = trainer.validate()
    assert after.loss < before.loss
    assert after.paint_loss < before.paint_loss
    assert after.shape_loss < before.shape_loss


def test_continuing_equals_never_having_stopped_bit_for_bit(tmp_path):
    first = new_trainer()
    for _ in range(3):
        first.train_step(1.0)
    state = first.state()
    save(tmp_path / "state.pt", state)
    first.load_state(state)

    second = new_trainer()
    second.load_state(read(tmp_path / "state.pt"))
    for _ in range(3):
        assert first.train_step(0.5) == second.train_step(0.5)
    assert first.step == second.step == 6
    assert same(first.model.state_dict(), second.model.state_dict())
    assert same(first.average.state_dict(), second.average.state_dict())


def test_passes_that_add_up_equal_one_pass():
    whole, parts = new_trainer(batch_size=8), new_trainer(batch_size=2, grad_accum=4)
    whole.train_step(1.0)
    parts.train_step(1.0)
    for one, other in zip(whole.model.parameters(), parts.model.parameters(), strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=0)


def test_a_pupil_learns_what_its_teacher_answers_when_guided():
    torch.manual_seed(5)
    model = SpriteNetwork(TINY).requires_grad_(False)
    torch.nn.init.normal_(model.paint.token.weight, std=0.2)  # so that labels matter
    torch.nn.init.normal_(model.shape.read.weight, std=0.2)
    teacher = Teacher(model, guidance=3.0)
    pupil = Trainer(TINY, SyntheticSource(1), Recipe(batch_size=8, rate=2e-2), teacher)
    pupil.model.load_state_dict(model.state_dict())
    batch = training_batch(SyntheticSource(1), 1, 10**6, 8)

    def away(answers: Logits) -> np.ndarray:
        with torch.no_grad():
            return np.array([float(one) for one in divergence(pupil.model(*batch), answers)])

    guided, plain = teacher.answers(batch), Teacher(model, 1.0).answers(batch)
    assert away(plain) == pytest.approx(0, abs=1e-2)
    before = away(guided)
    for _ in range(12):
        pupil.train_step(1.0)
    assert (away(guided) < 0.6 * before).all()
    assert (away(guided) < away(plain)).all()


def test_what_is_given_or_has_no_labels_teaches_no_guidance():
    teacher = Teacher(SpriteNetwork(TINY).requires_grad_(False), guidance=3.0)
    batch = training_batch(SyntheticSource(1), 1, 0, 4)
    nameless = batch._replace(labels=torch.full_like(batch.labels, PAD))
    logits, answers = teacher.model(*nameless), teacher.answers(nameless)
    torch.testing.assert_close(answers.shape, logits.shape)
    torch.testing.assert_close(answers.paint, logits.paint)
    whole = batch._replace(given=batch.pixels)
    other = SpriteNetwork(TINY)(*whole)
    assert [float(one) for one in divergence(other, teacher.answers(whole))] == [0, 0]


def test_two_processes_equal_one(tmp_path):
    common = ["-m", "pixelllm.train", "--synthetic", "--epochs", "1", "--sprites-per-epoch", "16"]
    common += [*TINY_OPTIONS, "--threads", "1", "--sample-every", "1000", "--rate", "1e-3"]
    launcher = ["-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29517"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for out, command in (
        ("two", [*launcher, *common, "--batch-size", "4"]),
        ("one", [*common, "--batch-size", "8"]),
    ):
        whole = [sys.executable, *command, "--out", str(tmp_path / out)]
        subprocess.run(whole, check=True, env=environment, capture_output=True, timeout=120)
    one, two = (read(tmp_path / out / "state.pt") for out in ("one", "two"))
    assert one["step"] == two["step"] == 2
    for name, weights in one["weights"].items():
        torch.testing.assert_close(weights, two["weights"][name], atol=5e-5, rtol=0)


def test_given_pixels_are_no_part_of_the_loss():
    pixels, given, labels = training_batch(SyntheticSource(1), 1, 0, 4)
    model = SpriteNetwork(TINY)
    nothing = losses(model(pixels, pixels, labels), targets(pixels, pixels))
    assert [float(loss) for loss in nothing] == [0, 0]
    free = torch.full_like(given, MASK)
    most = free.clone()
    most[:, :512] = pixels[:, :512]
    all_free, half_free = (
        losses(model(pixels, each, labels), targets(pixels, each)) for each in (free, most)
    )
    for whole, half in zip(all_free, half_free, strict=True):
        assert 0 < float(half) < float(whole)
    assert targets(pixels, free).free == 4 * 256
    assert targets(pixels, most).free == 4 * 128


def test_a_batch_is_a_function_of_its_number():
    one, other = (training_batch(SyntheticSource(3), 3, 5, 6) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    assert not torch.equal(one.pixels, training_batch(SyntheticSource(3), 3, 6, 6).pixels)
    fixed = one.given != MASK
    assert torch.equal(one.given[fixed], one.pixels[fixed])


def test_validation_seeds_are_held_out(monkeypatch):
    seen: list[int] = []
    monkeypatch.setattr(
        "pixelllm.dataset.draw_batch", lambda seeds: (seen.extend(seeds), (0, 0))[1]
    )
    source = SyntheticSource(2**20)
    source.take(10**9, 32)
    assert max(seen) < HELD_OUT
    seen.clear()
    source.validation()
    assert min(seen) >= HELD_OUT


def test_masks_give_nothing_half_of_the_time_and_never_everything():
    rng = np.random.default_rng(0)
    sprite = SyntheticSource(1).take(0, 1).pixels[0]
    shares = np.array([draw_mask(sprite, rng).mean() for _ in range(400)])
    assert 0.4 < (shares == 0).mean() < 0.6
    assert shares.max() < 0.8
    untold = training_batch(SyntheticSource(1), 1, 0, 400).labels == PAD
    assert 0.05 < untold.all(1).float().mean() < 0.15
    for axis in (0, 1):
        alone = untold[:, axis] & ~untold[:, 1 - axis]
        assert 0.02 < alone.float().mean() < 0.09


def test_the_rate_rises_stays_and_falls():
    schedule = Schedule(length=1000, fall=200)
    assert schedule.factor(0, 0) == 1 / WARMUP_STEPS
    assert schedule.factor(400, 400) == schedule.factor(800, 800) == 1
    assert 0 < schedule.factor(990, 990) < schedule.factor(850, 850) < 1
    assert schedule.factor(1000, 1000) == 0
    assert Schedule().factor(10**6, 10**6) == 1


def write_folder(folder: Path, pixels: np.ndarray) -> None:
    zones = np.zeros(len(pixels), np.uint8)
    np.savez(folder / "a.npz", sprites=pixels, zones=zones, categories=zones)
    (folder / "manifest.json").write_text(json.dumps({"shards": [{"file": "a.npz"}]}))


def test_a_folder_is_shown_whole_each_epoch(tmp_path):
    pixels = np.zeros((51, 32, 32), np.uint8)
    pixels[:, 0, 0] = pixels[:, 0, 31] = np.arange(51)
    write_folder(tmp_path, pixels)
    source = FolderSource(tmp_path, seed=1)
    held_out = set(range(0, 51, 10))
    assert len(source) == 51 - len(held_out)
    one, two = source.take(0, 45).pixels[:, 0, 0], source.take(45, 45).pixels[:, 0, 0]
    assert sorted(one) == sorted(two) == sorted({*range(51)} - held_out)
    assert list(one) != list(two)
    assert set(source.validation().pixels[:, 0, 0]) == held_out
    assert source.vocabulary == SEA


def own_folder(folder: Path, counts: dict[str, int], dolls: Dolls | None = None) -> FolderSource:
    """A prepared folder of one axis, each name with so many sprites."""
    vocabulary = Vocabulary((Axis("kind", tuple(counts)),))
    numbers = np.repeat(np.arange(len(counts)), list(counts.values()))
    pixels = np.zeros((len(numbers), 32, 32), np.uint8)
    pixels[:, 4, 4], pixels[:, 5, 5] = 1 + numbers, np.arange(len(numbers)) % 60
    with PreparedFolder(folder, "sheet", vocabulary, overwrite=False) as prepared:
        prepared.add(Sprites(pixels, numbers[:, None].astype(np.int8)))
        if dolls:
            prepared.add_dolls(dolls)
        prepared.commit({}, Image.new("RGB", (8, 8)))
    return FolderSource(folder, 1)


def test_own_names_and_few_of_one_are_told(tmp_path):
    source = own_folder(tmp_path, {"potion": 64, "sword": 4})
    assert source.vocabulary.axes[0].names == ("potion", "sword")
    assert source.rare() == ["sword (4)"]
    shown = source.take(0, len(source)).labels[:, 0]
    assert (shown == 0).sum() == 57  # of 64, seven are held out
    assert (shown == 1).sum() == 4 * 4  # what is rare is shown more often
    validation = source.validation()
    assert validation.labels.shape == (len(validation.pixels), 1)


def test_dolls_are_put_together_anew(tmp_path):
    clothes = np.zeros((5, 32, 32), np.uint8)
    clothes[np.arange(5), 10, 10] = 7 + np.arange(5)
    dolls = Dolls("doll", 0.5, ((Layer("body", 1.0, clothes),),))
    source = own_folder(tmp_path, {"doll": 1, "potion": 30}, dolls)
    sprites = source.take(0, 200)
    worn = sprites.pixels[:, 10, 10] > 0
    assert 60 < worn.sum() < 140
    assert set(sprites.labels[worn, 0]) == {0}
    assert len(np.unique(sprites.pixels[worn, 10, 10])) == 5
    again = source.take(100, 3)
    assert np.array_equal(again.pixels, sprites.pixels[100:103])


@pytest.mark.parametrize(("count", "said"), [(1, "1 sprite is too few"), (19, "19 sprites are")])
def test_too_few_sprites_are_told(tmp_path, count, said):
    with pytest.raises(ValueError, match=f"{said}.*20 at least"):
        own_folder(tmp_path, {"potion": count})


def test_a_training_of_own_sprites_ends_when_it_gets_no_better(tmp_path, capsys):
    own_folder(tmp_path / "own", {"potion": 30, "sword": 30})
    command = [
        "--data-dir",
        str(tmp_path / "own"),
        "--epochs",
        "500",
        *TINY_OPTIONS,
        "--rate",
        "1e-9",
    ]
    command += [
        "--validate-every",
        "1",
        "--patience",
        "2",
        "--sample-every",
        "1000",
        "--threads",
        "1",
    ]
    assert train.main([*command, "--out", str(tmp_path / "run")]) == 0
    assert "as 2 validations were no better" in capsys.readouterr().out
    weights = load_model(tmp_path / "run" / "weights.pt")
    assert weights.vocabulary.axes[0].names == ("potion", "sword")


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"manifest\.json: not a folder of prepared sprites"):
        FolderSource(tmp_path, seed=1)
    write_folder(tmp_path, np.full((60, 32, 32), 64, np.uint8))
    with pytest.raises(ValueError, match="63 at most"):
        FolderSource(tmp_path, seed=1)


def test_shipped_weights_are_small_and_load(tmp_path):
    torch.manual_seed(0)
    model = SpriteNetwork()
    export_weights(model, tmp_path / "weights.pt")
    assert (tmp_path / "weights.pt").stat().st_size < 7.5e6
    loaded = load_model(tmp_path / "weights.pt").state_dict()
    for name, weights in model.state_dict().items():
        torch.testing.assert_close(loaded[name], weights, atol=1e-3, rtol=1e-3)


def test_a_training_fits_into_25_megabytes(tmp_path):
    trainer = Trainer(Sizes(), SyntheticSource(1), Recipe(batch_size=1))
    trainer.train_step(1.0)
    save(tmp_path / "state.pt", trainer.state())
    assert (tmp_path / "state.pt").stat().st_size < 25e6
    load_model(tmp_path / "state.pt")


def test_packing_keeps_each_row_within_a_sixteenth():
    tensor = torch.randn(4, 6, 5) * torch.tensor([1e-6, 1.0, 1e4, 0.0])[:, None, None]
    torch.testing.assert_close(unpack(pack(tensor)), tensor, rtol=1 / 16, atol=1e-2)


def test_a_file_that_does_not_fit_says_why(tmp_path):
    path = tmp_path / "weights.pt"
    path.write_bytes(b"not a file of torch's")
    with pytest.raises(ValueError, match="not a checkpoint"):
        read(path)
    torch.save({"something": 1}, path)
    with pytest.raises(ValueError, match="not a checkpoint of the format"):
        read(path)
    export_weights(SpriteNetwork(TINY), path)
    content = read(path)
    content["weights"]["paint.norm.weight"] = torch.zeros(3)
    save(path, content)
    with pytest.raises(ValueError, match="do not fit the network"):
        load_model(path)
    with pytest.raises(ValueError, match="weights alone"):
        new_trainer().load_state(content)
    torch.save({"format": "aipixel sprite transformer 1"}, path)
    with pytest.raises(ValueError, match="of the first generation"):
        load_model(path)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "--synthetic --data-dir is required"),
        (["--synthetic"], "--epochs or --minutes"),
        (["--synthetic", "--epochs", "0"], "--epochs must be above 0"),
        (["--synthetic", "--epochs", "1", "--fp16"], "--fp16 needs --device cuda"),
        (["--synthetic", "--epochs", "1", "--decay-minutes", "1"], "needs --minutes"),
        (["--synthetic", "--epochs", "1", "--guidance", "2"], "--teacher and --guidance go"),
        (
            ["--synthetic", "--epochs", "1", "--teacher", "/no.pt", "--guidance", "2"],
            "/no.pt: no such checkpoint",
        ),
        (["--data-dir", "/nowhere", "--epochs", "1"], "/nowhere/manifest.json: not a folder"),
        (["--synthetic", "--epochs", "1", "--resume", "/nowhere.pt"], "/nowhere.pt"),
        (["--synthetic", "--minutes", "nan"], "--minutes must be above 0, and a number"),
        (["--synthetic", "--minutes", "inf"], "--minutes must be above 0, and a number"),
        (["--synthetic", "--epochs", "1", "--rate", "nan"], "--rate must be above 0"),
        (["--synthetic", "--minutes", "1", "--decay-minutes", "nan"], "--decay-minutes must be"),
        (["--synthetic", "--epochs", "1", "--heads", "7"], "the width 16 must be divisible by"),
        (["--synthetic", "--epochs", "1", "--layers", "3"], "the layers come in pairs"),
        (["--synthetic", "--epochs", "1", "--layers", "1000000"], "layers must be a whole number"),
        (["--synthetic", "--epochs", "1", "--seed", "-1"], "--seed must be 0 to"),
        (["--synthetic", "--epochs", "1", "--threads", "100000"], "--threads must be 1024"),
    ],
)
def test_a_wrong_command_says_so_in_one_line_and_exits_2(arguments, complaint, tmp_path, capsys):
    arguments = [*TINY_OPTIONS, *arguments, "--out", str(tmp_path / "run")]
    try:
        status = train.main(arguments)
    except SystemExit as exit_:
        status = exit_.code
    assert status == 2
    assert complaint in capsys.readouterr().err.splitlines()[-1]


def trained(out, *more):
    size = ["--synthetic", "--epochs", "1", "--sprites-per-epoch", "4", "--batch-size", "2"]
    return train.main([*size, *TINY_OPTIONS, "--threads", "1", "--out", str(out), *more])


def test_a_training_is_written_over_only_with_force(tmp_path, capsys):
    out = tmp_path / "run"
    assert trained(out) == 0
    before = {path.name: path.read_bytes() for path in out.glob("*.*")}
    (out / "state.pt").rename(tmp_path / "state.pt")
    for more in ([], ["--resume", str(tmp_path / "state.pt")]):
        assert trained(out, *more) == 2
        assert "weights.pt exists: add --resume" in capsys.readouterr().err
    assert (out / "weights.pt").read_bytes() == before["weights.pt"]
    assert trained(out, "--force", "--seed", "2") == 0
    assert (out / "weights.pt").read_bytes() != before["weights.pt"]
    assert len((out / "log.csv").read_text().splitlines()) == 2  # the other's rows are gone
    assert trained(out, "--resume", "--epochs", "2", "--seed", "2") == 0  # goes on with its own
    assert len((out / "log.csv").read_text().splitlines()) == 3


def test_what_a_training_can_not_write_goes_elsewhere(tmp_path, monkeypatch, capsys):
    out, home = tmp_path / "run", tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path)
    real = os.fsync

    def fsync(handle):
        path = os.readlink(f"/proc/self/fd/{handle}")
        if str(home) not in path and os.fstat(handle).st_size > 2000 and ".part" in path:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    trained(out)
    assert f"saved in {home / 'state-2.pt'} instead" in capsys.readouterr().err
    assert read(home / "state-2.pt")["step"] == 2
    assert not (out / "state.pt").exists()


def test_a_place_that_takes_nothing_is_said_before_the_first_step(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert trained(tmp_path / "file") == 2
    (tmp_path / "run" / "weights.pt").mkdir(parents=True)
    assert trained(tmp_path / "run", "--force") == 2
    assert "it is a folder" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sizes": {"shape": {}, "paint": {"layers": 10**9}}}, "the layers must be a whole number"),
        ({"sizes": {"shape": {"width": 16.0}, "paint": {}}}, "the width must be a whole number"),
        ({"sizes": {"shape": {"size": 1}, "paint": {}}}, "the weights do not fit the network"),
        ({"sizes": 5}, "the weights do not fit the network"),
        ({"axes": [{"name": "a", "names": [str(n) for n in range(99)]}]}, "a has 99 names"),
        ({"palette": {"colours": [], "ramps": []}}, "a palette has 1 to 63 colours"),
        ({"kind": None}, "the weights do not fit the network"),
        ({"weights": []}, "the weights do not fit the network"),
        ({"weights": {"paint.norm.weight": torch.zeros(1).expand(10**12)}}, "do not fit"),
    ],
)
def test_hostile_weights_are_one_sentence(tmp_path, change, said):
    path = tmp_path / "weights.pt"
    export_weights(SpriteNetwork(TINY), path)
    save(path, {**read(path), **change})
    with pytest.raises(ValueError, match=said) as told:
        load_model(path)
    assert str(told.value).startswith(f"{path}: ")
    assert "\n" not in str(told.value)


def test_weights_of_other_shapes_or_no_numbers_are_refused(tmp_path):
    path = tmp_path / "weights.pt"
    export_weights(SpriteNetwork(TINY), path)
    content = read(path)
    whole = content["weights"]["paint.norm.weight"]
    for wrong, said in (
        (torch.zeros(1).expand(10**12), "do not fit"),
        (whole.to(torch.complex64), "do not fit"),
        (whole.to_sparse(), "do not fit"),
        (whole * float("nan"), "no longer finite numbers"),
        (whole * float("inf"), "no longer finite numbers"),
    ):
        content["weights"]["paint.norm.weight"] = wrong
        save(path, content)
        with pytest.raises(ValueError, match=said):
            load_model(path)


def test_a_state_that_is_none_is_one_sentence(tmp_path, capsys):
    path = tmp_path / "state.pt"
    trained(tmp_path / "whole")
    whole = read(tmp_path / "whole" / "state.pt")
    for change in ({"optimizers": []}, {"step": "many"}, {"weights": {}}, {"recipe": None}):
        save(path, {**whole, **change})
        assert trained(tmp_path / "run", "--resume", str(path)) == 2
        line = capsys.readouterr().err.splitlines()[-1]
        assert line.endswith("the state does not fit this training, or is damaged")
