"""Labels from folders and tables: any names, on one axis or two."""

from pathlib import Path

import pytest
from pixelllm.data.labels import by_folders, labelled, read_table
from pixelllm.vocabulary import SEA

ROOT = Path("/art")


def images(*names):
    return [(ROOT / name, ROOT) for name in names]


def test_one_level_of_folders_is_one_axis():
    found = by_folders(images("potion/a.png", "sword/b.png", "Potion/c.png"))
    (axis,) = found.vocabulary.axes
    assert axis == ("kind", ("potion", "sword"))
    assert found.names == [("potion",), ("sword",), ("potion",)]


def test_two_levels_are_two_axes():
    found = by_folders(images("weapon/sword/a.png", "weapon/axe/b.png", "armour/axe/c.png"))
    assert [axis.name for axis in found.vocabulary.axes] == ["class", "kind"]
    assert found.vocabulary.axes[1].names == ("axe", "sword")
    assert found.names[2] == ("armour", "axe")


def test_folders_that_hold_one_kind_each_may_be_named_one_by_one():
    pairs = [
        (Path("/art/potion/a.png"), Path("/art/potion")),
        (Path("/b/sword/c.png"), Path("/b/sword")),
    ]
    assert by_folders(pairs).names == [("potion",), ("sword",)]


def test_the_sea_s_names_mean_the_sea():
    found = by_folders(images("reef/Coral/a.png", "Jellyfish/b.png", "vent/grazer/deep/c.png"))
    assert found.vocabulary == SEA
    assert found.names == [("Reef", "Coral"), (None, "Jellyfish"), ("Vent", "Grazer")]


@pytest.mark.parametrize(
    "names",
    [("a.png", "potion/b.png"), ("a/b.png", "a/b/c.png"), ("a/b/c/d.png",)],
)
def test_folders_of_different_depth_are_told(names):
    with pytest.raises(ValueError, match="folders below /art"):
        by_folders(images(*names))


def test_too_many_names_are_told():
    with pytest.raises(ValueError, match="kind has 40 names: 1 to 36"):
        by_folders(images(*(f"kind{number}/a.png" for number in range(40))))


def test_letters_are_composed_and_invisible_ones_shown():
    found = labelled(("kind",), [("e\u0301pe\u0301e",), ("\u00e9p\u00e9e",)])
    assert found.vocabulary.axes[0].names == ("\u00e9p\u00e9e",)


def test_a_table_names_its_axes(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("file;Class;Base Material\na.png;weapon;iron\nb.png;armour;\n")
    axes, names = read_table(table)
    assert axes == ("class", "base-material")
    assert names == {"a.png": ("weapon", "iron"), "b.png": ("armour", None)}
    found = labelled(axes, list(names.values()))
    assert found.vocabulary.label(found.names[1]) == [0, -1]


def test_a_table_of_the_sea_in_any_order(tmp_path):
    table = tmp_path / "labels.csv"
    table.write_text("category,zone,file\nCoral,Reef,a.png\n")
    axes, names = read_table(table)
    assert labelled(axes, list(names.values())).names == [("Reef", "Coral")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,kind\na.png,x\n", "needs a column file"),
        ("file,a,b,c\na.png,x,y,z\n", "one or two columns of labels"),
        ("file,seed\na.png,x\n", "'seed' can't be the name of an axis"),
        ("file,kind\na.png,x\na.png,y\n", "line 3: a.png has another label above"),
    ],
)
def test_tables_that_will_not_do(tmp_path, text, said):
    table = tmp_path / "labels.csv"
    table.write_text(text)
    with pytest.raises(ValueError, match=said):
        read_table(table)
