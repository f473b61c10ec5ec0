"""Drawing row by row, in passes over drafts: the same sprites as pixel by pixel."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from aipixel.sprites.choice import Choice
from aipixel.sprites.model import SpriteModel
from onnx import TensorProto, helper, numpy_helper
from pixelllm.dataset import label_tokens
from pixelllm.export import export
from pixelllm.model import Config, SpriteTransformer
from pixelllm.quantization import with_small_weights
from pixelllm.row_parts import Parts, export_parts
from pixelllm.sampling import draw
from pixelllm.vocabulary import CATEGORIES, COLOURS, MASK, PIXELS, SIZE, ZONES

from tests.coroutines import run

ZONE, CATEGORY = 3, 2
SEEDS = np.array([7, 4_000_000_000])


@pytest.fixture(scope="module")
def network() -> SpriteTransformer:
    torch.manual_seed(0)
    model = SpriteTransformer(Config(layers=4, width=16, heads=2, hint_width=8)).eval()
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.2)
    return model


@pytest.fixture(scope="module")
def parts(network) -> Parts:
    return export_parts(network)


@pytest.fixture(scope="module", params=[1, 8])
def exported(request, parts, tmp_path_factory) -> SpriteModel:
    folder = tmp_path_factory.mktemp("whole")
    export(parts, folder, reach=request.param, whole=True)
    return run(SpriteModel.open(str(folder)))


def by_graph(model: SpriteModel, given=None, **choice):
    settings = Choice(**choice)
    return run(model.draw(ZONES[ZONE], CATEGORIES[CATEGORY], SEEDS.tolist(), settings, given))


def by_torch(network: SpriteTransformer, given=None, **choice):
    labels = label_tokens(np.array([ZONE] * 2), np.array([CATEGORY] * 2))
    return draw(network, labels, SEEDS, Choice(**choice), given)


def test_the_graph_draws_what_torch_draws_pixel_by_pixel(network, exported):
    drawn = by_graph(exported)
    assert len(np.unique(drawn.sprites)) > 20
    assert np.array_equal(drawn.sprites, by_torch(network))


def test_guidance_and_cuts_mean_the_same(network, exported):
    choice = {"temperature": 1.3, "top_k": 9, "min_p": 0.05, "guidance": 1.7}
    assert np.array_equal(by_graph(exported, **choice).sprites, by_torch(network, **choice))


def test_given_pixels_stay(network, exported):
    given = torch.full((2, PIXELS), MASK)
    given[:, 100:700:3] = 9
    tokens = given.numpy().reshape(2, SIZE, SIZE)
    drawn = by_graph(exported, tokens).sprites
    assert (drawn.reshape(2, PIXELS)[:, 100:700:3] == 9).all()
    assert np.array_equal(drawn, by_torch(network, given))


def test_a_pass_takes_as_many_pixels_as_its_draft_was_right_about(exported):
    """The top rows of a network that always draws background are done in a pass or two each."""
    passes = by_graph(exported).passes / len(SEEDS)
    assert SIZE <= passes <= PIXELS


def test_graphs_tell_nothing_of_where_they_were_made(parts, tmp_path):
    export(parts, tmp_path)
    for path in tmp_path.glob("*.onnx"):
        assert b".py" not in path.read_bytes()


def test_small_weights_take_fewer_bytes_and_draw(parts, tmp_path):
    for name, whole in (("whole", True), ("small", False)):
        export(parts, tmp_path / name, whole=whole)
    sizes = {
        name: len(
            b"".join(
                tensor.raw_data
                for tensor in onnx.load(tmp_path / name / "row.onnx").graph.initializer
            )
        )
        for name in ("whole", "small")
    }
    assert sizes["small"] < 0.6 * sizes["whole"]
    drawn = by_graph(run(SpriteModel.open(str(tmp_path / "small")))).sprites
    assert drawn.max() < COLOURS
    assert len(np.unique(drawn)) > 20


def test_matrices_are_rounded_by_less_than_half_a_step():
    weights = np.random.default_rng(0).normal(size=(64, 32)).astype(np.float32)
    made = with_small_weights(
        helper.make_model(
            helper.make_graph(
                [helper.make_node("MatMul", ["x", "w"], ["y"])],
                "product",
                [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 64])],
                [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 32])],
                [numpy_helper.from_array(weights, "w")],
            ),
            opset_imports=[helper.make_opsetid("", 18)],
            ir_version=10,
        )
    )
    session = onnxruntime.InferenceSession(made.SerializeToString())
    (found,) = session.run(None, {"x": np.eye(64, dtype=np.float32)})
    steps = np.abs(weights).max(0) / 127
    assert (np.abs(found - weights) <= 0.501 * steps).all()
