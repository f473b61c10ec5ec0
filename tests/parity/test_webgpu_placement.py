"""Every node of the training step runs on WebGPU: none falls back to the CPU.

onnxruntime captures a graph only where that is so, which makes capture the judge.
"""

import base64

import onnx
import pytest
from onnx import TensorProto, helper

from tests.dream_page import FEW_TILES
from tests.parity.training import MODELS

CAPTURE = """async (graph) => {
  const root = new URL('../', self.location.href);
  const build = 'Suspending' in WebAssembly ? 'jspi' : 'webgpu';
  const { folders } = await (await fetch(new URL('build.json', root))).json();
  const name = `${folders['vendor/onnxruntime']}/ort.${build}.min.js`;
  const ort = await import(new URL(name, root).href);
  const bytes = Uint8Array.from(atob(graph), (c) => c.charCodeAt(0));
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [{ name: 'webgpu' }],
    preferredOutputLocation: 'gpu-buffer',
    enableGraphCapture: true,
  });
  await session.release();
}"""


def graph_with_sign() -> bytes:
    """A graph with a node that WebGPU lacks."""
    x, y = (helper.make_tensor_value_info(n, TensorProto.FLOAT, [4]) for n in "xy")
    graph = helper.make_graph([helper.make_node("Sign", ["x"], ["y"])], "sign", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


@pytest.fixture
def capture(open_page):
    page, _ = open_page(f"dream/?backend=webgpu&config=tiny&seed=1{FEW_TILES}", allow_errors=True)
    page.wait_for_selector("html[data-state=ready]", timeout=120_000)
    yield lambda graph: page.workers[0].evaluate(CAPTURE, base64.b64encode(graph).decode())
    page.context.close()


def test_the_training_step_can_be_captured_and_a_graph_with_sign_cannot(capture):
    for name in ("default", "tiny"):
        capture((MODELS / name / "training_step.onnx").read_bytes())
    with pytest.raises(Exception, match="WebGpuExecutionProvider"):
        capture(graph_with_sign())
