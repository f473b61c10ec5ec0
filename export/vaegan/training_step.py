"""One training step of both players: losses, gradients and Adam, over flat state vectors.

Losses after Larsen et al. 2016 (arXiv:1512.09300): KL divergence to the prior (eq. 3), the
reconstruction error in the discriminator's features (eq. 7), and the adversarial loss on
reconstructions and on samples from the prior (eq. 8, non-saturating). Beside them stands the VAE's
own log likelihood (eq. 2), here of the pixels' palette colours: their cross-entropy.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from vaegan.network import (
    PALETTE,
    PICTURES,
    Config,
    autoencoder_parameters,
    decode,
    discriminate,
    discriminator_parameters,
    encode,
    nearest,
    space_to_depth,
    unpack,
)
from vaegan.operators import cross_entropy, first_rows, mix, softmax, softplus

LOSS_NAMES = ("colour", "feature", "kl", "adversarial", "discriminator")


@dataclass(frozen=True)
class Adam:
    """Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1).

    A short second moment (beta2 0.99) forgets quiet times quickly, so that a burst of gradient
    cannot throw the networks off. Epsilon lies above rounding: a gradient that is only rounding
    noise, which differs between machines, moves nothing.
    """

    beta1: float = 0.5
    beta2: float = 0.99
    epsilon: float = 1e-6

    def update(
        self, vector: Tensor, gradient: Tensor, m: Tensor, v: Tensor, step: Tensor, rate: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """New parameters and moments, all (P,); `step` counts from 1, as a float."""
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient * gradient
        m_unbiased = m / (1 - self.beta1**step)
        v_unbiased = v / (1 - self.beta2**step)
        return vector - rate * m_unbiased / (torch.sqrt(v_unbiased) + self.epsilon), m, v


def _flat(gradients: tuple[Tensor, ...]) -> Tensor:
    return torch.cat([gradient.reshape(-1) for gradient in gradients])


def _learnable(vector: Tensor, parameters: list) -> dict[str, Tensor]:
    tensors = unpack(vector, parameters)
    return {name: tensor.detach().requires_grad_() for name, tensor in tensors.items()}


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Mean over all elements of KL(q(z|x) || N(0, 1)); eq. 3 and Kingma and Welling, app. B."""
    return -0.5 * (1 + log_variance - mean * mean - torch.exp(log_variance)).mean()


def targets(p: dict[str, Tensor], pictures: Tensor) -> tuple[Tensor, Tensor]:
    """What every step compares with: (9, 3, 32, 32) in [0, 1] -> cells, targets.

    cells: (9, 12, 16, 16), the pictures. targets: (9, K, 1024), 1 for each pixel's colour of the
    palette and 0 for the others.
    """
    cells = space_to_depth(pictures)
    return cells, nearest(p, cells)


def training_step(
    config: Config,
    state: tuple[Tensor, ...],
    step: Tensor,
    learning_rates: Tensor,
    loss_weights: Tensor,
    cells: Tensor,
    targets: Tensor,
    noise: Tensor,
    prior: Tensor,
    between: Tensor,
    *,
    adam: Adam = Adam(),
) -> tuple[Tensor, ...]:
    """The six state vectors after one step, then the losses (5,), in the order of LOSS_NAMES.

    state: autoencoder, its first and second moments, discriminator, its moments, each flat.
    step: () float, counted from 1. learning_rates: (2,), autoencoder's and discriminator's.
    loss_weights: (4,), what each of the autoencoder's losses counts, the first of LOSS_NAMES.
    cells, targets: of the nine pictures, as `targets` gives them.
    noise: (9, Z) from N(0, 1), makes z of q(z|x).
    prior, between: (9, Z), (9, 9): the samples' latents are `prior` plus, for each of the nine,
    the mean of its latent times its share in `between`. So some samples are drawn from N(0, 1),
    and others lie on the way from one of the nine to another.
    """
    autoencoder, autoencoder_m, autoencoder_v, discriminator, discriminator_m, discriminator_v = (
        state
    )
    with torch.enable_grad():
        p = _learnable(autoencoder, autoencoder_parameters(config))
        d = _learnable(discriminator, discriminator_parameters(config))
        mean, log_variance = encode(p, cells)
        latent = mean + torch.exp(0.5 * log_variance) * noise
        sampled = prior + torch.matmul(between, mean.detach())
        logits = decode(config, p, torch.cat([latent, sampled]))  # 9 reconstructions, 9 samples
        shares = softmax(logits)
        made = mix(logits, shares, p[PALETTE]).reshape(-1, *cells.shape[1:])
        made_logits, made_features = discriminate(d, made)
        real_logits, real_features = discriminate(d, cells)

        colour = cross_entropy(logits, shares, targets)
        difference = first_rows(made_features, PICTURES) - real_features.detach()
        feature = (difference * difference).mean()
        kl = kl_divergence(mean, log_variance)
        adversarial = softplus(-made_logits).mean()
        judged = softplus(-real_logits).mean() + softplus(made_logits).mean()

        losses = torch.stack([colour, feature, kl, adversarial])
        autoencoder_loss = (loss_weights * losses).sum()
        learned = [tensor for name, tensor in p.items() if name != PALETTE]
        grad_p = torch.autograd.grad(autoencoder_loss, learned, retain_graph=True)
        grad_p = (*grad_p, torch.zeros_like(p[PALETTE]))  # the last of the vector
        grad_d = torch.autograd.grad(judged, list(d.values()))
    return (
        *adam.update(
            autoencoder, _flat(grad_p), autoencoder_m, autoencoder_v, step, learning_rates[0]
        ),
        *adam.update(
            discriminator, _flat(grad_d), discriminator_m, discriminator_v, step, learning_rates[1]
        ),
        torch.cat([losses, judged[None]]).detach(),
    )
