"""The graphs that draw: the same sprites as torch, block by block."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from aipixel.sprites.choice import Choice
from aipixel.sprites.labels import Axis
from aipixel.sprites.model import SpriteModel
from onnx import TensorProto, helper, numpy_helper
from pixelllm.export import drawing_graphs, export
from pixelllm.quantization import with_small_weights
from pixelllm.sampling import draw
from pixelllm.sprite_network import SpriteNetwork
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import (
    CATEGORIES,
    COLOURS,
    MASK,
    NOT_TOLD,
    PIXELS,
    SEA,
    SIZE,
    ZONES,
    Vocabulary,
)

from tests.coroutines import run
from tests.tiny_sprites import tiny_network

LABELS = {"zone": ZONES[3], "category": CATEGORIES[2]}
SEEDS = np.array([7, 4_000_000_000])


@pytest.fixture(scope="module")
def network() -> SpriteNetwork:
    return tiny_network()


@pytest.fixture(scope="module")
def graphs(network):
    return drawing_graphs(network)


@pytest.fixture(scope="module")
def folder(network, graphs, tmp_path_factory):
    path = tmp_path_factory.mktemp("whole")
    export(network, graphs, path)
    return path


@pytest.fixture(scope="module")
def exported(folder) -> SpriteModel:
    return run(SpriteModel.open(str(folder)))


def by_graph(model: SpriteModel, given=None, silhouettes=None, **choice):
    return run(model.draw(LABELS, SEEDS.tolist(), Choice(**choice), given, silhouettes))


def by_torch(network: SpriteNetwork, given=None, silhouettes=None, **choice):
    labels = torch.from_numpy(SEA.tokens(np.array([[3, 2]] * 2)))
    return draw(network, labels, SEEDS, Choice(**choice), given, silhouettes)


def test_the_graphs_draw_what_torch_draws(network, exported):
    drawn = by_graph(exported)
    assert len(np.unique(drawn.sprites)) > 20
    assert np.array_equal(drawn.sprites, by_torch(network))
    wanted = drawn.sprites.reshape(2, 16, 2, 16, 2).any((2, 4)).sum()
    assert drawn.blocks == wanted


def test_guidance_and_cuts_mean_the_same(network, exported):
    choice = {"temperature": 1.3, "top_k": 9, "min_p": 0.05, "guidance": 1.7}
    assert np.array_equal(by_graph(exported, **choice).sprites, by_torch(network, **choice))
    choice = {"edge_temperature": 0.5}
    assert np.array_equal(by_graph(exported, **choice).sprites, by_torch(network, **choice))


def test_given_pixels_stay(network, exported):
    given = torch.full((2, PIXELS), MASK)
    given[:, 100:700:3] = 9
    given[:, 101:700:3] = 0
    tokens = given.numpy().reshape(2, SIZE, SIZE)
    drawn = by_graph(exported, tokens).sprites
    assert (drawn.reshape(2, PIXELS)[:, 100:700:3] == 9).all()
    assert np.array_equal(drawn, by_torch(network, given))


def test_silhouettes_are_painted_each_in_its_own_blocks(network, exported):
    shapes = draw_batch([5, 40])[0] > 0
    drawn = by_graph(exported, None, shapes).sprites
    assert np.array_equal(drawn > 0, shapes)
    assert np.array_equal(drawn, by_torch(network, None, torch.from_numpy(shapes).view(2, PIXELS)))
    nothing = by_graph(exported, None, np.zeros_like(shapes))
    assert not nothing.sprites.any()
    assert nothing.blocks == 0


def test_a_model_of_one_axis_draws_what_torch_draws(tmp_path):
    axis = Axis("kind", ("sword", "Épée longue"))
    network = tiny_network(Vocabulary((axis,)))
    export(network, drawing_graphs(network), tmp_path)
    model = run(SpriteModel.open(str(tmp_path)))
    for labels, number in (({"kind": "Épée longue"}, 1), ({}, NOT_TOLD)):
        tokens = torch.from_numpy(network.vocabulary.tokens(np.array([[number]] * 2)))
        drawn = run(model.draw(labels, SEEDS.tolist(), Choice(guidance=1.5))).sprites
        assert np.array_equal(drawn, draw(network, tokens, SEEDS, Choice(guidance=1.5)))


def test_a_sprite_is_the_same_alone(exported):
    together = by_graph(exported).sprites
    alone = run(exported.draw(LABELS, [int(SEEDS[1])]))
    assert np.array_equal(alone.sprites[0], together[1])


def test_what_is_given_of_another_shape_is_refused(exported):
    with pytest.raises(ValueError, match="silhouettes must be"):
        by_graph(exported, None, np.ones((1, SIZE, SIZE), bool))
    with pytest.raises(ValueError, match="given must be"):
        by_graph(exported, np.zeros((2, 16, 16), np.uint8))
    with pytest.raises(ValueError, match="this model knows no class: it knows zone, category"):
        run(exported.draw({"class": "Coral"}, [1]))


def test_graphs_tell_nothing_of_where_they_were_made(folder):
    for path in folder.glob("*.onnx"):
        assert b".py" not in path.read_bytes()


def test_small_weights_take_fewer_bytes_and_draw(network, graphs, folder, tmp_path):
    export(network, {name: with_small_weights(g) for name, g in graphs.items()}, tmp_path)
    sizes = [
        sum(len(t.raw_data) for t in onnx.load(path / "paint.onnx").graph.initializer)
        for path in (tmp_path, folder)
    ]
    assert sizes[0] < 0.7 * sizes[1]
    drawn = by_graph(run(SpriteModel.open(str(tmp_path)))).sprites
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
