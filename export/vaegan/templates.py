"""Templates: the ONNX files of a trained network, but for the parameters themselves.

A template is an ONNX file cut off where its parameters begin. They are one initializer,
`parameters`, a flat float32 vector, and its bytes are the last of the file, so that

    file = template + parameters as little-endian float32

and neither writing nor reading such a file takes more than joining and cutting bytes: protobuf
allows fields in any order, and every length in the template already counts the parameters.
What else differs from file to file stands in slots: values of the model's metadata, each of
SLOT_BYTES bytes, padded with spaces, at an offset that the manifest gives.
"""

from __future__ import annotations

import onnx

PARTS = ("encoder", "decoder", "discriminator")
SLOTS = ("version", "seed", "step")
SLOT_BYTES = 16
FILE_FORMAT = "1"

_MODEL_GRAPH, _GRAPH_INITIALIZER, _TENSOR_RAW_DATA = 7, 5, 9  # field numbers in onnx.proto

_PICTURES = "Pictures (N, 3, 32, 32): red, green and blue planes, sRGB in [0, 1]."
_DOCUMENTATION = {
    "encoder": "From pictures to the normal distribution of the latents that stand for each.",
    "decoder": "From latents to pictures in the palette of the nine; latents from N(0, 1) give "
    "dreams.",
    "discriminator": "Judges, patch by patch, whether a picture is one of the nine learned.",
    "pictures": _PICTURES,
    "latents": "Latents (N, Z), drawn from N(0, 1) or the encoder's mean.",
    "mean": "Mean of each latent (N, Z).",
    "log_variance": "Natural logarithm of each latent's variance (N, Z), in [-8, 8].",
    "logits": "Log odds (N, 1, 8, 8) that a patch is of one of the nine; 0 is undecided.",
}


def make_template(plain: bytes, part: str, config: str) -> tuple[bytes, dict[str, int]]:
    """A template from a graph whose input `parameters` is the flat vector, and its slots.

    part: one of PARTS. config: the configuration's name. Returns the
    bytes that stand before the parameters, and the offset of each of SLOTS in them.
    """
    model = onnx.load_from_string(plain)
    (vector,) = (value for value in model.graph.input if value.name == "parameters")
    (dimension,) = vector.type.tensor_type.shape.dim
    model.graph.input.remove(vector)
    _describe(model, part, config)
    template = _up_to_parameters(model, dimension.dim_value)
    return template, {name: _only_offset(template, _placeholder(name)) for name in SLOTS}


def _describe(model: onnx.ModelProto, part: str, config: str) -> None:
    model.producer_name, model.producer_version = "aipixel", ""
    model.doc_string = f"{_DOCUMENTATION[part]} Part of a VAE-GAN trained with aipixel."
    model.graph.name = part
    for value in (*model.graph.input, *model.graph.output):
        value.doc_string = _DOCUMENTATION[value.name]
    fixed = {"format": FILE_FORMAT, "part": part, "config": config}
    for key, value in (*fixed.items(), *((name, _placeholder(name).decode()) for name in SLOTS)):
        model.metadata_props.add(key=f"aipixel.{key}", value=value)


def _placeholder(name: str) -> bytes:
    return f"<{name}>".ljust(SLOT_BYTES).encode()


def _only_offset(template: bytes, value: bytes) -> int:
    assert template.count(value) == 1
    return template.index(value)


def _up_to_parameters(model: onnx.ModelProto, count: int) -> bytes:
    tensor = onnx.TensorProto(
        name="parameters", dims=[count], data_type=onnx.TensorProto.FLOAT
    ).SerializeToString(deterministic=True)
    tensor += _header(_TENSOR_RAW_DATA, 4 * count)
    graph = model.graph.SerializeToString(deterministic=True)
    graph += _header(_GRAPH_INITIALIZER, len(tensor) + 4 * count) + tensor
    model.ClearField("graph")
    rest = model.SerializeToString(deterministic=True)
    return rest + _header(_MODEL_GRAPH, len(graph) + 4 * count) + graph


def _header(number: int, length: int) -> bytes:
    """What stands before the bytes of a length-delimited protobuf field."""
    return _varint(number << 3 | 2) + _varint(length)


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
