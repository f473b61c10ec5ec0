"""What the neurons compute: logits, loss and its gradient, for many models at once.

A model's parameters are a vector (P,) in the order of `encoding.Layout`; K models are (K, P).
Inputs X are (N, n_inputs), labels y (N,) of 0 and 1. The loss is binary cross-entropy.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from aipixel.neuron.encoding import Floats, Layout

CHUNK = 1 << 19  # numbers in an intermediate array: 4 MB


class Layers(NamedTuple):
    """Parameters taken apart, as views: K models with H hidden neurons."""

    hidden: Floats  # (K, H, n_inputs + 1), bias last
    output: Floats  # (K, H + 1), bias last


def with_ones(X: Floats) -> Floats:
    """(N, n_inputs) -> (N, n_inputs + 1): the last input is the bias's."""
    return np.hstack([X, np.ones((len(X), 1))])


def layers_of(layout: Layout, parameters: Floats) -> Layers:
    """Views into (K, P)."""
    inputs = layout.n_inputs + 1
    cut = layout.hidden * inputs
    hidden = parameters[:, :cut].reshape(len(parameters), layout.hidden, inputs)
    return Layers(hidden, parameters[:, cut:])


def rescaled(layout: Layout, parameters: Floats, low: Floats, high: Floats) -> Floats:
    """(K, P): what says of inputs from 0 to 1 what (K, P) say of those from `low` to `high`."""
    result = parameters.copy()
    hidden, output = layers_of(layout, result)
    first = hidden if layout.hidden else output[:, None]
    first[..., -1] += first[..., :-1] @ low
    first[..., :-1] *= high - low
    return result


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + exp(-z)), which does not overflow in this form."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def logits(layout: Layout, parameters: Floats, X: Floats) -> Floats:
    """(K, P) and (N, n_inputs) -> (K, N)."""
    ones = with_ones(X)
    if not layout.hidden:
        return parameters @ ones.T
    hidden, output = layers_of(layout, parameters)
    active = np.tanh(hidden @ ones.T)  # (K, H, N)
    result: Floats = (output[:, None, :-1] @ active)[:, 0] + output[:, -1:]
    return result


def losses(layout: Layout, parameters: Floats, X: Floats, y: Floats) -> Floats:
    """Mean binary cross-entropy of each of K models: (K, P) -> (K,), a chunk at a time."""
    size = max(1, CHUNK // (len(X) * max(1, layout.hidden)))
    result = np.empty(len(parameters))
    for start in range(0, len(parameters), size):
        part = slice(start, start + size)
        z = logits(layout, parameters[part], X)
        result[part] = (np.logaddexp(0, z) - y * z).mean(axis=1)
    return result


def gradients(layout: Layout, parameters: Floats, ones: Floats, y: Floats) -> Floats:
    """Of the loss of each of K networks with a hidden layer, some rows at a time: (K, P) -> (K, P).

    `ones` are the inputs with a column of ones, (N, n_inputs + 1).
    """
    hidden, output = layers_of(layout, parameters)
    result = np.zeros_like(parameters)
    by_layer = layers_of(layout, result)
    size = max(1, CHUNK // (len(parameters) * layout.hidden))
    for start in range(0, len(y), size):
        rows, classes = ones[start : start + size], y[start : start + size]
        active = np.tanh(hidden @ rows.T)  # (K, H, rows)
        z = (output[:, None, :-1] @ active)[:, 0] + output[:, -1:]  # (K, rows)
        error = (sigmoid(z) - classes) / len(y)
        by_layer.output[:, :-1] += (active @ error[:, :, None])[:, :, 0]
        by_layer.output[:, -1] += error.sum(axis=1)
        back = (1 - active * active) * output[:, :-1, None] * error[:, None, :]  # (K, H, rows)
        by_layer.hidden[:] += back @ rows
    return result
