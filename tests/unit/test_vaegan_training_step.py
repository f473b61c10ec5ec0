"""The training step is what the papers say: Adam, the KL divergence, the two players' losses."""

import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from vaegan import network, training_step
from vaegan.export import example_inputs, write_files

MODELS = Path(__file__).parents[2] / "web" / "models" / "vaegan"
TINY = network.CONFIGS["tiny"]


def test_adam_is_torchs_adam():
    adam = training_step.Adam()
    start = torch.randn(50, generator=torch.Generator().manual_seed(3))
    theirs = start.clone().requires_grad_()
    optimiser = torch.optim.Adam(
        [theirs], lr=0.01, betas=(adam.beta1, adam.beta2), eps=adam.epsilon
    )
    ours, m, v = start.clone(), torch.zeros(50), torch.zeros(50)
    for step in range(1, 8):
        gradient = torch.sin(start * step)
        theirs.grad = gradient
        optimiser.step()
        ours, m, v = adam.update(
            ours, gradient, m, v, torch.tensor(float(step)), torch.tensor(0.01)
        )
    torch.testing.assert_close(ours, theirs.detach())


def test_kl_divergence_is_that_of_two_normals():
    mean, log_variance = torch.randn(9, 8), torch.randn(9, 8)
    posterior = torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
    prior = torch.distributions.Normal(torch.zeros(9, 8), torch.ones(9, 8))
    expected = torch.distributions.kl_divergence(posterior, prior).mean()
    torch.testing.assert_close(training_step.kl_divergence(mean, log_variance), expected)


def test_unpack_covers_the_vector_exactly():
    parameters = network.autoencoder_parameters(TINY)
    size = sum(p.size for p in parameters)
    vector = torch.arange(size, dtype=torch.float32)
    tensors = network.unpack(vector, parameters)
    assert torch.equal(torch.cat([t.reshape(-1) for t in tensors.values()]), vector)
    assert list(tensors) == [p.name for p in parameters]


def plain_losses(state, inputs):
    """The same losses from torch's own operators and autograd, written as the papers do."""
    p = network.unpack(state[0], network.autoencoder_parameters(TINY))
    d = network.unpack(state[3], network.discriminator_parameters(TINY))
    real = inputs["cells"]
    mean, log_variance = network.encode(p, real)
    z = mean + torch.exp(0.5 * log_variance) * inputs["noise"]
    palette = p["decoder.palette"].detach()

    def decoded(latent):
        logits = network.decode(TINY, p, latent)  # pixels stand cell by cell
        return logits, torch.einsum("kc,nkp->ncp", palette, logits.softmax(1)).reshape(
            -1, 12, 16, 16
        )

    rebuilt_logits, rebuilt = decoded(z)
    _, sampled = decoded(inputs["prior"])
    flat = real.reshape(-1, 3, 1024).permute(0, 2, 1)  # (9, 1024, 3)
    target = torch.cdist(flat, palette[None]).argmin(2)
    (judged_rebuilt, rebuilt_features) = network.discriminate(d, rebuilt)
    judged_sampled, _ = network.discriminate(d, sampled)
    real_logits, real_features = network.discriminate(d, real)
    made = torch.cat([judged_rebuilt, judged_sampled])
    bce = F.binary_cross_entropy_with_logits
    return {
        "colour": F.cross_entropy(rebuilt_logits, target),
        "feature": F.mse_loss(rebuilt_features, real_features.detach()),
        "kl": training_step.kl_divergence(mean, log_variance),
        "adversarial": bce(made, torch.ones_like(made)),
        "discriminator": bce(real_logits, torch.ones_like(real_logits))
        + bce(made, torch.zeros_like(made)),
    }


def test_losses_and_gradients_are_those_of_plain_torch():
    inputs = example_inputs(TINY)
    state = tuple(inputs.values())[:6]
    result = training_step.training_step(TINY, state, *tuple(inputs.values())[6:])
    leaves = (state[0].clone().requires_grad_(), *state[1:3])
    judge = state[3].clone().requires_grad_()
    losses = plain_losses((*leaves, judge, *state[4:]), inputs)
    names = training_step.LOSS_NAMES[:4]
    total = sum(w * losses[name] for w, name in zip(inputs["loss_weights"], names, strict=True))
    gradient = torch.autograd.grad(total, leaves[0], retain_graph=True)[0]
    # The discriminator's loss must not reach the autoencoder, nor its own features' loss it.
    judged = torch.autograd.grad(losses["discriminator"], judge)[0]
    expected = torch.stack([losses[name] for name in training_step.LOSS_NAMES])
    torch.testing.assert_close(result[6], expected)
    half = 1 - training_step.Adam().beta1  # the first moment starts at zero
    torch.testing.assert_close(result[1], half * gradient, rtol=1e-4, atol=1e-7)
    torch.testing.assert_close(result[4], half * judged, rtol=1e-4, atol=1e-7)


def test_the_palette_is_given_and_not_learned():
    inputs = example_inputs(TINY)
    after = training_step.training_step(
        TINY, tuple(inputs.values())[:6], *list(inputs.values())[6:]
    )
    parameters = network.autoencoder_parameters(TINY)
    palette = network.unpack(inputs["autoencoder"], parameters)[network.PALETTE]
    assert torch.equal(network.unpack(after[0], parameters)[network.PALETTE], palette)


def test_every_pixel_gets_the_nearest_colour():
    palette = torch.rand(network.COLOURS, 3)
    palette[-5:] = palette[0]  # as where there are fewer colours: equals share
    pictures = torch.rand(2, 3, 32, 32)
    shares = network.nearest({network.PALETTE: palette}, network.space_to_depth(pictures))
    painted = network.depth_to_space(network.paint({network.PALETTE: palette}, shares))
    flat = pictures.permute(0, 2, 3, 1).reshape(-1, 3)
    expected = palette[torch.cdist(flat, palette).argmin(1)].reshape(2, 32, 32, 3)
    torch.testing.assert_close(painted, expected.permute(0, 3, 1, 2))


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    write_files(tmp_path, {"a.onnx": b"old"})
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_files(tmp_path, {"a.onnx": b"new"})
    assert (tmp_path / "a.onnx").read_bytes() == b"old"


@pytest.mark.parametrize("name", network.CONFIGS)
def test_the_manifest_describes_every_graph(name):
    folder = MODELS / name
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest["graphs"]) == {path.name for path in folder.glob("*.onnx")}
    assert manifest["graphs"]["encoder.onnx"]["inputs"]["pictures"] == ["batch", 3, 32, 32]
    for player in ("autoencoder", "discriminator"):
        last = manifest["parameters"][player][-1]
        size = last["offset"] + torch.Size(last["shape"]).numel()
        assert manifest["graphs"]["training_step.onnx"]["inputs"][player] == [size]
