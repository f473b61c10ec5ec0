"""Our operators give autograd's values and gradients, without what WebGPU can't run."""

import pytest
import torch
import torch.nn.functional as F
from vaegan import operators


def both_gradients(ours, plain, x):
    """Values and gradients of two functions at x, weighted so that no symmetry hides a fault."""
    results = []
    for function in (ours, plain):
        leaf = x.clone().requires_grad_()
        value = function(leaf)
        value = torch.cat([v.reshape(-1) for v in value]) if isinstance(value, tuple) else value
        weights = torch.linspace(-1, 2, value.numel()).reshape(value.shape)
        results.append((value.detach(), torch.autograd.grad((value * weights).sum(), leaf)[0]))
    return results


CASES = {
    "leaky_relu": (operators.leaky_relu, lambda x: F.leaky_relu(x, 0.2)),
    "clamp": (lambda x: operators.clamp(x, -0.5, 0.8), lambda x: torch.clamp(x, -0.5, 0.8)),
    "softplus": (operators.softplus, F.softplus),
    "upsample": (operators.upsample, lambda x: F.interpolate(x, scale_factor=2)),
    "downsample": (operators.downsample, lambda x: F.avg_pool2d(x, 2)),
    "split_columns": (lambda x: operators.split_columns(x, 1), lambda x: (x[:, :1], x[:, 1:])),
    "first_rows": (lambda x: operators.first_rows(x, 2), lambda x: x[:2]),
}


@pytest.mark.parametrize("name", CASES)
def test_same_value_and_gradient_as_autograd(name):
    x = torch.randn(3, 4, 6, 8, generator=torch.Generator().manual_seed(1))
    (value, gradient), (plain_value, plain_gradient) = both_gradients(*CASES[name], x)
    torch.testing.assert_close(value, plain_value)
    torch.testing.assert_close(gradient, plain_gradient)


def test_softplus_does_not_overflow():
    x = torch.tensor([-1e4, -100.0, 0.0, 100.0, 1e4])
    torch.testing.assert_close(operators.softplus(x), F.softplus(x))


LOGITS = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(4)) * 5
COLOURS = torch.rand(5, 3, generator=torch.Generator().manual_seed(5))
TARGET = torch.randint(5, (2, 7), generator=torch.Generator().manual_seed(6))  # of two rows


def one_hot(target):
    return F.one_hot(target, 5).permute(0, 2, 1).float()


def test_mixing_by_softmax_has_autograds_value_and_gradient():
    (value, gradient), (plain_value, plain_gradient) = both_gradients(
        lambda x: operators.mix(x, operators.softmax(x), COLOURS),
        lambda x: torch.einsum("kc,nkp->ncp", COLOURS, x.softmax(1)),
        LOGITS,
    )
    torch.testing.assert_close(value, plain_value)
    torch.testing.assert_close(gradient, plain_gradient, rtol=1e-4, atol=1e-6)


def test_cross_entropy_of_the_first_rows_has_autograds_value_and_gradient():
    (value, gradient), (plain_value, plain_gradient) = both_gradients(
        lambda x: operators.cross_entropy(x, operators.softmax(x), one_hot(TARGET)),
        lambda x: F.cross_entropy(x[:2], TARGET),
        LOGITS,
    )
    torch.testing.assert_close(value, plain_value)
    torch.testing.assert_close(gradient, plain_gradient, rtol=1e-4, atol=1e-6)


def test_softmax_is_that_of_logits_however_far_off():
    x = torch.cat([LOGITS, LOGITS[:, :1] - 1e4], 1) + 1e3  # one colour that no pixel has
    torch.testing.assert_close(operators.softmax(x), x.softmax(1))


def test_softmax_of_any_logits_is_finite_and_so_is_the_loss():
    x = torch.tensor([[[-1e4], [500.0], [1e4], [0.0], [-40.0]]])
    shares = operators.softmax(x)
    torch.testing.assert_close(shares.sum(1), torch.ones(1, 1))
    for wrong in range(5):
        loss = operators.cross_entropy(x, shares, one_hot(torch.tensor([[wrong]])))
        assert torch.isfinite(loss)


def test_one_hot_of_largest_shares_among_equals():
    x = torch.tensor([[[3.0, -2.0, 0.0], [3.0, -1.0, -0.0], [1.0, -7.0, -1e-30]]])
    expected = torch.tensor([[[0.5, 0.0, 0.5], [0.5, 1.0, 0.5], [0.0, 0.0, 0.0]]])
    assert torch.equal(operators.one_hot_of_largest(x), expected)


@pytest.mark.parametrize("channels", [(3, 5), (5, 3)])
@pytest.mark.parametrize("kernel", [1, 3])
def test_convolution_backward_is_autograds(channels, kernel):
    c_in, c_out = channels
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(2, c_in, 6, 6, generator=generator, requires_grad=True)
    weight = torch.randn(c_out, c_in, kernel, kernel, generator=generator, requires_grad=True)
    bias = torch.randn(c_out, generator=generator, requires_grad=True)
    gradient = torch.randn(2, c_out, 6, 6, generator=generator)
    padding = kernel // 2
    value = F.conv2d(x, weight, bias, padding=padding)
    expected = torch.autograd.grad(value, (x, weight, bias), gradient)
    ours = operators.convolution_backward(
        gradient, x, weight, [c_out], [1, 1], [padding] * 2, [1, 1], False, [0, 0], 1, [True] * 3
    )
    for mine, theirs in zip(ours, expected, strict=True):
        torch.testing.assert_close(mine, theirs)


def test_convolution_backward_refuses_a_stride():
    x, weight = torch.zeros(1, 1, 4, 4), torch.zeros(1, 1, 3, 3)
    with pytest.raises(NotImplementedError, match="stride"):
        operators.convolution_backward(
            x, x, weight, [1], [2, 2], [1, 1], [1, 1], False, [0, 0], 1, [True] * 3
        )
