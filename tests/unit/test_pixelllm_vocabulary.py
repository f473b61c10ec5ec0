"""Labels are data: any one or two axes of names, as tokens behind colours and marks."""

import numpy as np
import pytest
from pixelllm.vocabulary import (
    FIRST_LABEL,
    MOST_NAMES,
    NOT_TOLD,
    PAD,
    SEA,
    Axis,
    Vocabulary,
)


def test_the_sea_has_80_tokens():
    assert SEA.size == 80
    assert SEA.first_tokens == (68, 74)
    labels = np.array([[0, 5], [NOT_TOLD, 2], [3, NOT_TOLD]])
    assert SEA.tokens(labels).tolist() == [[68, 79], [PAD, 76], [71, PAD]]


def test_one_axis_alone():
    alone = Vocabulary((Axis("kind", ("potion", "sword")),))
    assert alone.size == FIRST_LABEL + 2
    assert alone.label(["Sword"]) == [1]
    assert alone.label([None]) == [NOT_TOLD]
    assert Vocabulary.from_data(alone.as_data()) == alone


def test_an_unknown_name_lists_the_valid_ones():
    with pytest.raises(ValueError, match="there is no zone 'Moon': Reef, Kelp"):
        SEA.label(["Moon", "Coral"])


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ((), "1 or 2 axes"),
        ((Axis("a", ("x",)), Axis("b", ("x",)), Axis("c", ("x",))), "1 or 2 axes"),
        ((Axis("kind", ()),), "kind has 0 names"),
        ((Axis("kind", tuple(map(str, range(MOST_NAMES + 1)))),), "kind has 37 names"),
        ((Axis("kind", ("Cat", "cat")),), "differ in nothing but capitals"),
    ],
)
def test_what_is_no_vocabulary_is_refused(axes, said):
    with pytest.raises(ValueError, match=said):
        Vocabulary(axes)


@pytest.mark.parametrize("data", [None, 5, [{}], [{"name": "a"}], ["text"]])
def test_data_of_something_else_is_refused(data):
    with pytest.raises(ValueError, match="axes"):
        Vocabulary.from_data(data)
