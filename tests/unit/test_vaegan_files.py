"""The four files: that they run by themselves, go on bit for bit, and are read strictly."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from aipixel.archives import read_npz, write_npz, write_zip
from aipixel.vaegan.files.model_files import (
    NAMES,
    ONNX,
    gather_files,
    load_autoencoder,
    load_model,
    pack_model,
    save_model,
)
from aipixel.vaegan.model import Manifest, Model
from aipixel.vaegan.nine import Nine
from aipixel.vaegan.service import DreamService
from aipixel.vaegan.training.checkpoint import FILE, LARGEST_FILE, LARGEST_STEP
from aipixel.vaegan.training.history import MOST_MOMENTS, LossHistory
from aipixel.vaegan.training.trainer import Diverged, Trainer
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.coroutines import run

MODELS = Path(__file__).parents[2] / "web" / "models" / "vaegan"
SEED = 5


def own_nine():
    rng = np.random.default_rng(1)
    first = [("my cat", rng.integers(0, 256, (32, 32, 3), dtype=np.uint8))]
    return Nine.of_seed(SEED).replaced(first)


async def trained(steps, config="tiny", nine=None):
    trainer = Trainer(await Model.open(str(MODELS / config)), SEED, nine)
    for _ in range(steps):
        await trainer.step()
        await trainer.losses()
    return trainer


class Saved:
    """A trainer after some steps, its checkpoint and its four files."""

    def __init__(self, config="tiny"):
        self.trainer = run(trained(4, config, own_nine()))
        self.model = self.trainer.model
        self.manifest = self.model.manifest
        self.checkpoint = run(self.trainer.checkpoint())
        self.files = run(save_model(self.trainer))

    def with_training(self, **changed):
        """The training.npz with some arrays changed, or left out where None."""
        arrays = {**read_npz(self.files[FILE], LARGEST_FILE), **changed}
        return {FILE: write_npz({n: np.asarray(a) for n, a in arrays.items() if a is not None})}


@pytest.fixture(scope="module")
def saved():
    return Saved()


@pytest.fixture(scope="module", params=["tiny", "default"])
def either(request, saved):
    return saved if request.param == "tiny" else Saved("default")


# --- the files by themselves ---------------------------------------------------------------


def test_the_onnx_files_are_valid_and_documented(either):
    for name in ONNX:
        model = onnx.load_from_string(either.files[name])
        onnx.checker.check_model(model, full_check=True)
        assert model.doc_string
        assert all(value.doc_string for value in (*model.graph.input, *model.graph.output))
        (parameters,) = (t for t in model.graph.initializer if t.name == "parameters")
        assert onnx.numpy_helper.to_array(parameters).dtype == np.float32
        about = {p.key.removeprefix("aipixel."): p.value.strip() for p in model.metadata_props}
        assert about == {
            "format": "1",
            "part": name.removesuffix(".onnx"),
            "config": either.manifest.name,
            "version": "0.1.0",
            "seed": str(SEED),
            "step": "4",
        }


@pytest.mark.parametrize("count", [1, 9, 70])
@pytest.mark.parametrize("name", ONNX)
def test_an_onnx_file_gives_what_the_network_in_memory_gives(either, name, count):
    session = onnxruntime.InferenceSession(either.files[name])
    (argument,) = session.get_inputs()
    rng = np.random.default_rng(count)
    latent = either.manifest.latent
    shape = (count, latent) if name == "decoder.onnx" else (count, 3, 32, 32)
    batch = rng.random(shape, dtype=np.float32)
    outputs = [output.name for output in session.get_outputs()]
    alone = dict(zip(outputs, session.run(None, {argument.name: batch}), strict=True))

    async def in_memory():
        graph = getattr(either.model, name.removesuffix(".onnx"))
        player, theirs = graph.inputs
        state = await either.trainer.state()
        made = await graph.run({player: state[player], theirs: batch})
        return {output: await tensor.numpy() for output, tensor in made.items()}

    expected = run(in_memory())
    assert set(alone) == set(expected)
    for output, values in expected.items():
        # Constant weights let onnxruntime add in another order: rounding, no more.
        np.testing.assert_allclose(alone[output], values, rtol=1e-5, atol=1e-6)


def test_inputs_and_outputs_are_those_that_are_documented(saved):
    def signature(name):
        session = onnxruntime.InferenceSession(saved.files[name])
        return [{v.name: v.shape for v in values} for values in
                (session.get_inputs(), session.get_outputs())]  # fmt: skip

    pictures = {"pictures": ["batch", 3, 32, 32]}
    latent = ["batch", 4]
    assert signature("encoder.onnx") == [pictures, {"mean": latent, "log_variance": latent}]
    assert signature("decoder.onnx") == [{"latents": latent}, pictures]
    assert signature("discriminator.onnx") == [pictures, {"logits": ["batch", 1, 8, 8]}]


def test_training_npz_is_for_numpy_without_pickles(saved):
    with np.load(io.BytesIO(saved.files[FILE]), allow_pickle=False) as arrays:
        assert arrays["config"] == "tiny"
        assert (arrays["seed"], arrays["step"]) == (SEED, 4)
        assert np.array_equal(arrays["pictures"], own_nine().rgb)
        assert arrays["picture_names"][0] == "my cat"
        assert arrays["history_steps"].tolist() == [1, 2, 3, 4]
        assert arrays["history_losses"].shape == (4, len(saved.manifest.loss_names))


def test_the_same_training_gives_the_same_bytes(saved):
    again = run(trained(4, nine=own_nine()))
    assert run(save_model(again)) == saved.files
    assert write_zip(saved.files) == write_zip(saved.files)


# --- going on ------------------------------------------------------------------------------


@pytest.mark.parametrize("config", ["tiny", "default"])
def test_ten_more_steps_are_ten_steps_without_the_break(config):
    async def check():
        unbroken = await trained(3, config, own_nine())
        files = await save_model(unbroken)
        other = Trainer(unbroken.model, 99)
        other.restore(load_model(files, unbroken.model.manifest))
        for _ in range(10):
            for trainer in (unbroken, other):
                await trainer.step()
                await trainer.losses()
        # State, pictures, seed, step and history: all that is in the files.
        assert await save_model(unbroken) == await save_model(other)
        assert np.array_equal(unbroken.originals, other.originals)

    run(check())


def test_training_npz_alone_goes_on(saved):
    checkpoint = load_model({FILE: saved.files[FILE]}, saved.manifest)
    assert pack_model(checkpoint, saved.model) == saved.files


@pytest.mark.parametrize(
    "given",
    [
        lambda files: files,
        lambda files: {"dream.zip": write_zip(files)},
        lambda files: {"Dream.ZIP": write_zip({f"dream/{n}": c for n, c in files.items()})},
        lambda files: {f"C:\\dream\\{n}".replace(".", " (1)."): c for n, c in files.items()},
        lambda files: {"dream.zip": write_zip({**files, "__MACOSX/._x": b"", "notes.txt": b"?"})},
    ],
)
def test_files_are_found_however_they_come(saved, given):
    assert gather_files(given(saved.files)) == saved.files


def test_the_onnx_files_alone_draw(saved):
    parts = {name: saved.files[name] for name in ("encoder.onnx", "decoder.onnx")}
    network = load_autoencoder(parts, saved.manifest, saved.model.templates)
    assert np.array_equal(network.parameters, saved.checkpoint.state["autoencoder"])
    assert (network.seed, network.step, network.encodes) == (SEED, 4, True)

    decoder = {"decoder.onnx": parts["decoder.onnx"]}
    network = load_autoencoder(decoder, saved.manifest, saved.model.templates)
    template = saved.model.templates["decoder.onnx"]
    own = template.slice_of(saved.checkpoint.state["autoencoder"])
    assert np.array_equal(template.slice_of(network.parameters), own)
    assert not network.encodes


def test_a_service_saves_and_loads():
    said = []

    async def check():
        service = DreamService(lambda text, pixels: said.append(json.loads(text)))
        await service.open(str(MODELS / "tiny"), SEED)
        await service.single_step()
        files = await service.save()
        await service.reset(SEED + 1)
        await service.load({"dream.zip": write_zip(files)})
        assert service.loop.trainer.step_count == 1
        assert await service.save() == files
        assert [m["type"] for m in said].count("opened") == 3
        before = await service.save()
        with pytest.raises(ValueError, match="lacks seed"):
            await service.load(Saved().with_training(seed=None))
        assert await service.save() == before
        assert service.loop.trainer.step_count == 1

    run(check())


# --- strict reading ------------------------------------------------------------------------


def with_one(array, value):
    changed = array.copy()
    changed.flat[3] = value
    return changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: {"format": np.array(2)}, "has format 2, this version reads 1; open it with"),
        (lambda s: {"config": np.array("default")}, "of the configuration 'default'"),
        (lambda s: {"onnx_sha256": None}, "no training that aipixel saved"),
        (lambda s: {"autoencoder_m": None}, "lacks autoencoder_m"),
        (lambda s: {"autoencoder": np.zeros(5, np.float32)}, r"has autoencoder as float32 \(5,\)"),
        (lambda s: {"discriminator": np.zeros(813)}, "has discriminator as float64"),
        (
            lambda s: {"autoencoder": with_one(s["autoencoder"], np.nan)},
            "numbers in autoencoder that are not finite",
        ),
        (
            lambda s: {"discriminator_v": with_one(s["discriminator_v"], -1)},
            "a mean of squares below zero",
        ),
        (lambda s: {"seed": np.array(-1)}, "has the seed -1, which is not from 0"),
        (lambda s: {"step": np.array(LARGEST_STEP + 1)}, "has the step 16777217, which is not"),
        (lambda s: {"step": np.array(2)}, "history whose steps are out of order"),
        (lambda s: {"pictures": np.zeros((9, 32, 32, 4), np.uint8)}, "has pictures as uint8"),
        (lambda s: {"picture_names": np.array(["a"] * 8)}, "lacks the 9 texts of picture_names"),
        (lambda s: {"picture_names": np.array(["\x1b[2J"] * 9)}, "that can't be shown"),
        (
            lambda s: {"picture_names": np.full((9, 1), 0x110000, np.uint32).view("U1")[:, 0]},
            "whose text is none",
        ),
        (lambda s: {"loss_names": np.array(["a"] * 5)}, "has losses of other names"),
        (
            lambda s: {"history_steps": np.arange(1, 999), "history_losses": np.zeros((998, 5))},
            r"has history_steps as int64 \(998,\)",
        ),
        (lambda s: {"other": np.zeros(1)}, "holds other, which is unknown"),
    ],
)
def test_a_training_npz_that_is_wrong_is_named(saved, change, message):
    given = saved.with_training(**change(saved.checkpoint.state))
    with pytest.raises(ValueError, match=message) as raised:
        load_model(given, saved.manifest)
    assert_one_sentence(raised.value, FILE)


def assert_one_sentence(error, name):
    assert name in str(error)
    assert ";" in str(error)  # what to do comes after what is wrong
    assert "\n" not in str(error)


def test_pickles_and_bombs_are_not_read(saved):
    arrays = dict(read_npz(saved.files[FILE], LARGEST_FILE))
    buffer = io.BytesIO()
    np.savez(buffer, **{**arrays, "version": np.array([{}], dtype=object)})
    with pytest.raises(ValueError, match=r"training\.npz holds .* objects, which are never read"):
        load_model({FILE: buffer.getvalue()}, saved.manifest)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("autoencoder.npy", bytes(LARGEST_FILE + 1))
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(ValueError, match=r"training\.npz holds 16,777,217 bytes, more than"):
        load_model({FILE: buffer.getvalue()}, saved.manifest)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_file_is_refused_or_harmless(saved, data):
    name = data.draw(st.sampled_from((FILE, "decoder.onnx")))
    content = bytearray(saved.files[name])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.sampled_from((len(content), at)))
    try:
        checkpoint = load_model({**saved.files, name: bytes(content[:cut])}, saved.manifest)
    except ValueError as error:
        assert_one_sentence(error, name)
    else:
        assert pack_model(checkpoint, saved.model) == saved.files


def test_an_onnx_file_of_another_time_is_named(saved):
    later = run(save_model(run(trained(5, nine=own_nine()))))
    mixed = {**saved.files, "encoder.onnx": later["encoder.onnx"]}
    with pytest.raises(ValueError, match=r"encoder\.onnx is not the one that was saved with"):
        load_model(mixed, saved.manifest)
    del mixed[FILE]
    with pytest.raises(ValueError, match=r"of step 5 of seed 5 and decoder\.onnx of step 4"):
        load_autoencoder(mixed, saved.manifest, saved.model.templates)


def blank(content, offset, value):
    return content[:offset] + value.ljust(16) + content[offset + 16 :]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c, t: c[:-4], "it may be cut short"),
        (lambda c, t: c + b"more", "it may be cut short"),
        (lambda c, t: c[:100], "not the ONNX file that this version saves"),
        (lambda c, t: b"", "not the ONNX file that this version saves"),
        (lambda c, t: c[:500] + b"\0" + c[501:], "not the ONNX file that this version saves"),
        (lambda c, t: c[:-4] + np.float32(np.inf).tobytes(), "finite numbers"),
        (lambda c, t: blank(c, t.slots["step"], b"many"), "finite numbers"),
    ],
)
def test_an_onnx_file_that_is_not_ours_is_named(saved, change, message):
    template = saved.model.templates["decoder.onnx"]
    content = change(saved.files["decoder.onnx"], template)
    with pytest.raises(ValueError, match=message) as raised:
        template.read(content)
    assert_one_sentence(raised.value, "decoder.onnx")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda f: {}, "there is none of"),
        (lambda f: {"cat.jpg": b"?"}, r"cat\.jpg is none of"),
        (lambda f: {"dream.zip": b"?"}, r"dream\.zip is cut short or damaged"),
        (lambda f: {"dream.zip": write_zip({"a.txt": b""})}, "there is none of"),
        (lambda f: {**f, "training (1).npz": f[FILE]}, r"training\.npz is there twice"),
        (lambda f: {"decoder.onnx": f["decoder.onnx"]}, r"training\.npz is missing"),
    ],
)
def test_what_is_missing_or_too_much_is_named(saved, given, message):
    with pytest.raises(ValueError, match=message):
        load_model(given(saved.files), saved.manifest)


def folder(files, name="dream"):
    return {f"{name}/{file}": content for file, content in files.items()}


# What systems and browsers make of a name, and what they put beside a file.
COPIES = (
    "training (1).npz", "training(2).npz", "training-1.npz", "training 2.npz", "training_3.npz",
    "training copy.npz", "training copy 2.npz", "Copy of training.npz", "training - Copy.npz",
    "training - Copy (2).npz", "training - Kopie.npz", "training (1) (1).npz", "Training.NPZ",
    "Downloads/training-1.npz", "C:\\Downloads\\training (1).npz",
)  # fmt: skip
BESIDE = {
    "__MACOSX/dream/._training.npz": b"?",
    "__MACOSX/._dream.zip": b"?",
    "dream/.DS_Store": b"?",
    "dream/._decoder.onnx": b"?",
    "Thumbs.db": b"?",
    "dream/README.md": b"# mine",
}


@pytest.mark.parametrize("name", COPIES)
def test_names_of_copies_are_known(saved, name):
    assert gather_files({name: saved.files[FILE]}) == {FILE: saved.files[FILE]}


@pytest.mark.parametrize(
    "name", ["my training.npz", "training-data.npz", "training.npz.txt", "pretraining.npz", "a.npz"]
)
def test_names_of_others_are_not(name):
    with pytest.raises(ValueError, match="is none of"):
        gather_files({name: b"?"})


@pytest.mark.parametrize(
    "pack",
    [
        lambda f: {"dream.zip": write_zip({**folder(f), **BESIDE})},
        lambda f: {**folder(f), **BESIDE},  # a folder that a browser unpacked, dropped on the page
        lambda f: {"all.zip": write_zip({"dream.zip": write_zip(f), **BESIDE})},
        lambda f: {
            "main.zip": write_zip(
                {f"main/{n}.py": b"" for n in range(80)} | folder(f, "main/networks/best")
            )
        },
        lambda f: {name.replace(".", " copy."): content for name, content in f.items()},
    ],
)
def test_files_are_found_among_what_comes_with_them(saved, pack):
    assert gather_files(pack(saved.files)) == saved.files


@pytest.mark.parametrize(
    "pack",
    [
        lambda f: {"two.zip": write_zip(folder(f, "a") | folder(f, "b"))},
        lambda f: {"two.zip": write_zip({"a.zip": write_zip(f), "b.zip": write_zip(f)})},
        lambda f: folder(f, "a") | folder(f, "b"),
    ],
)
def test_of_two_networks_both_places_are_named(saved, pack):
    with pytest.raises(ValueError, match=r"is there twice, as \S*\ba\b\S* and as \S*\bb\b") as told:
        gather_files(pack(saved.files))
    assert "choose the files of one network" in str(told.value)


def test_zips_in_zips_have_bounds(saved, monkeypatch):
    deep = write_zip({"a.zip": write_zip({"b.zip": write_zip(saved.files)})})
    with pytest.raises(ValueError, match="there is none of"):
        gather_files({"deep.zip": deep})
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE, bytes(1000))
    many = write_zip({f"{n}.zip": inner.getvalue() for n in range(9)})
    monkeypatch.setattr("aipixel.vaegan.files.model_files.LARGEST_GIVEN", 3000)
    with pytest.raises(ValueError, match="more than the"):
        gather_files({"many.zip": many})


def test_names_that_act_on_a_terminal_are_shown_and_do_not(saved):
    name = "\x1b[2J\u202e.zip"
    with pytest.raises(ValueError, match="cut short") as told:
        gather_files({name: b"?"})
    assert str(told.value).isprintable()


@pytest.mark.parametrize("largest", [3e38, 2e4, -3e38, np.nan])
def test_weights_that_no_network_has_are_refused(saved, largest):
    training = saved.checkpoint.state["autoencoder"].copy()
    training[5] = largest
    with pytest.raises(ValueError, match=r"weights that no network has|not finite"):
        load_model(saved.with_training(autoencoder=training), saved.manifest)
    template = saved.model.templates["decoder.onnx"]
    content = saved.files["decoder.onnx"][:-4] + np.float32(largest).tobytes()
    with pytest.raises(ValueError, match="not all it holds are finite numbers that a network has"):
        load_autoencoder({"decoder.onnx": content}, saved.manifest, {"decoder.onnx": template})


def test_a_network_that_grew_beyond_all_measure_is_not_saved(saved):
    trainer = run(trained(1))
    state = run(trainer.state())
    state["discriminator"][0] = 2e4
    trainer.restore(replace(saved.checkpoint, state=state))
    with pytest.raises(Diverged, match="grown beyond all measure"):
        run(save_model(trainer))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (b"5", "is not what it should be"),
        (b'{"format": 1e400}', "a number that is none"),
        (b'{"format": ' + b"[" * 100_000, "goes too deep"),
        (b'{"format": 3}', "not of format 4"),
        (b'{"format": 4}', "lacks something or is damaged"),
        ({"config": {"latent": -1}}, "lacks something or is damaged"),
        ({"parameters": []}, "lacks something or is damaged"),
        ({"files": {"encoder.onnx": 5}}, "lacks something or is damaged"),
        ({"state": 5}, "lacks something or is damaged"),
        ({"name": None}, "lacks something or is damaged"),
    ],
)
def test_a_manifest_that_is_none_is_one_sentence(change, message):
    whole = json.loads((MODELS / "tiny" / "manifest.json").read_bytes())
    data = change if isinstance(change, bytes) else json.dumps({**whole, **change}).encode()
    with pytest.raises(ValueError, match=message) as told:
        Manifest.parse(data)
    assert_one_sentence(told.value, "the model's manifest")


def test_a_network_that_broke_is_not_saved(saved):
    trainer = run(trained(1))
    state = run(trainer.state())
    state["autoencoder"][0] = np.inf
    trainer.restore(replace(saved.checkpoint, state=state))
    with pytest.raises(Diverged, match="no longer finite numbers"):
        run(save_model(trainer))


# --- the history ---------------------------------------------------------------------------


@given(st.lists(st.integers(1, 100_000), unique=True, max_size=80), st.integers(0, 80))
def test_a_history_is_the_same_after_a_break(steps, broken_at):
    steps.sort()
    whole, first = LossHistory(), LossHistory()
    for step in steps:
        whole.add(step, [step])
    for step in steps[:broken_at]:
        first.add(step, [step])
    second = LossHistory(first.moments)
    for step in steps[broken_at:]:
        second.add(step, [step])
    assert second.moments == whole.moments


def test_a_history_stays_small_and_in_order():
    history = LossHistory()
    for step in range(1, 5000):
        history.add(step, [0.0])
        history.add(step, [1.0])  # known already
        assert len(history.moments) <= MOST_MOMENTS
    steps = [moment.step for moment in history.moments]
    assert steps == sorted(set(steps))
    assert len(steps) > MOST_MOMENTS // 2
    assert all(moment.losses == (0.0,) for moment in history.moments)


# --- what is documented --------------------------------------------------------------------


def test_the_documented_snippet_draws_a_tile(tmp_path, monkeypatch):
    text = (MODELS.parents[2] / "docs" / "network-files.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "dream").mkdir()
    for name, content in Saved("default").files.items():
        (tmp_path / "dream" / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet, "network-files.md", "exec"), {})
    from PIL import Image

    with Image.open(tmp_path / "tile.png") as image:
        assert (image.size, image.mode) == ((256, 256), "RGB")
    assert all(name in text for name in NAMES)
