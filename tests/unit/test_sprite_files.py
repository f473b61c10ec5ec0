"""Files of sprites: what is written comes back exactly, and other programs read it as it is."""

import io
import json
import math
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from aipixel.pixels.neighbours import groups, orphans
from aipixel.pixels.palette_files import SUFFIXES, NamedPalette, read_palette
from aipixel.pixels.png import decode_indexed, decode_texts, encode, encode_indexed
from aipixel.sprites.choice import Choice
from aipixel.sprites.files.archive import animated, pack_sprites, palette_file
from aipixel.sprites.files.aseprite import animation_json, sheet_json, unique_names
from aipixel.sprites.files.checker import check
from aipixel.sprites.files.idle import idle
from aipixel.sprites.files.origin import LARGEST_SEED, Light, Lineage, Origin, Sprite
from aipixel.sprites.files.pictures import (
    animation_columns,
    animation_png,
    read_sprites,
    sheet_png,
    sprite_png,
)
from aipixel.sprites.files.sheet import columns_of, cut, place, sheet
from aipixel.sprites.files.texts import from_texts, to_texts
from aipixel.sprites.manifest import Manifest
from aipixel.sprites.model import SEEDS
from aipixel.sprites.ramps import GLOW, LIGHTS, glowing
from aipixel.sprites.service import SpriteFiles
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from pixelllm.synthetic import draw_batch
from pixelllm.vocabulary import CATEGORIES, ZONES

from tests.conftest import ROOT

MANIFEST = (ROOT / "web" / "models" / "pixelllm" / "manifest.json").read_bytes()
MODEL = Manifest.parse(MANIFEST)
COLOURS = {tuple(colour) for colour in MODEL.palette.tolist()}

HEADS = (b"", b"GIMP Palette\n", b"JASC-PAL\r\n0100\r\n1\r\n", b"00ff7f\n")

unhurried = settings(deadline=None)

finite = st.floats(0, 1e6, allow_nan=False)
share = st.floats(0, 1)
positive = st.floats(0, 1e6, exclude_min=True)
names = st.text("azAZ09 -_é剣%'\"", min_size=1, max_size=40).filter(str.strip)
axes = st.sampled_from(("zone", "category", "class", "kind", "größe", "種"))
choices = st.builds(
    Choice,
    temperature=positive,
    top_k=st.integers(1, 63),
    min_p=share,
    guidance=finite,
    edge_temperature=positive,
)
lights = st.builds(Light, st.floats(0, 360), finite, finite, finite, finite)
parents = st.text("azAZ09-", min_size=1, max_size=64)
origins = st.builds(
    Origin,
    model=st.text("0123456789abcdef", min_size=8, max_size=64),
    seed=st.integers(0, LARGEST_SEED),
    labels=st.dictionaries(axes, names | st.sampled_from(CATEGORIES), max_size=2),
    choice=choices,
    light=st.none() | lights,
    lineage=st.none() | st.builds(Lineage, st.tuples(parents, parents), share),
)
pixels = arrays(np.uint8, (32, 32), elements=st.integers(0, 63))
sprites = st.builds(Sprite, pixels, origins)


def sea(zone, category):
    return {"zone": zone, "category": category}


REEF_CORAL = sea("Reef", "Coral")


def made(count=40):
    """Sprites of the generator, every category among them."""
    drawn, labels = draw_batch(range(count))
    zones, categories = labels.T
    return [
        Sprite(one, Origin(MODEL.model, seed, sea(ZONES[zone], CATEGORIES[category])))
        for seed, (one, zone, category) in enumerate(zip(drawn, zones, categories, strict=True))
    ]


@pytest.fixture(scope="module")
def some():
    return made()


def frames_of(sprites):
    return animated(sprites, MODEL.palette)


def same(sprite, other):
    return sprite.origin == other.origin and np.array_equal(sprite.pixels, other.pixels)


def test_seeds_are_the_models():
    assert LARGEST_SEED == SEEDS - 1


@given(origins)
def test_an_origin_comes_back_from_json_and_from_texts(origin):
    for back in (
        Origin.from_json(json.loads(json.dumps(origin.to_json()))),
        from_texts(to_texts(origin)),
    ):
        assert back == origin
        assert back.name == origin.name


@given(origins)
def test_a_name_is_safe_for_files_frames_and_children(origin):
    assert re.fullmatch("[A-Za-z0-9]+(-[A-Za-z0-9]+)*", origin.name)
    assert Lineage((origin.name, origin.name), 0.5)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("ReefFish", "ReefFish"),
        ("Épée longue", "Epee-longue"),
        ("../../etc", "etc"),
        ("剣", "5263"),
        ("x" * 40, "x" * 24),
    ],
)
def test_names_in_any_letters_are_words_in_files(name, word):
    assert Origin(MODEL.model, 7, {"kind": name}).name == f"{word}-7"


def test_what_the_first_generation_wrote_is_read_and_says_which_model_drew_it(some):
    """Its records had a zone and a category; its texts are those of today."""
    model = "803aa7fda381132e"
    sprites = [
        Sprite(sprite.pixels, replace(sprite.origin, model=model))
        for sprite in (*some[:5], Sprite(some[5].pixels, Origin(model, 7)))
    ]

    def before(origin):
        record = origin.to_json()
        labels = record.pop("labels")
        return {**record, "zone": None, "category": None, **labels}

    records = [before(sprite.origin) for sprite in sprites]
    for record in records:
        assert Origin.from_json(record) in [sprite.origin for sprite in sprites]
    for first in (0, -1):
        listed = sprites[first:] + sprites[:first]
        written = records[first:] + records[:first]
        texts = {**to_texts(listed[0].origin), "aipixel-sheet": json.dumps(written)}
        pixels = np.stack([sprite.pixels for sprite in listed])
        back = read_sprites(encode_indexed(sheet(pixels), MODEL.palette, texts), MODEL.palette)
        assert all(map(same, back, listed))
        assert {sprite.origin.model for sprite in back} == {model}


def test_labels_of_any_axes_have_one_text():
    texts = to_texts(Origin(MODEL.model, 7, {"class": "Waffe", "größe": "groß"}))
    assert json.loads(texts["aipixel-labels"]) == {"class": "Waffe", "größe": "groß"}
    assert "aipixel-zone" not in texts
    assert "aipixel-labels" not in to_texts(Origin(MODEL.model, 7, REEF_CORAL))


def test_texts_say_what_there_is_and_nothing_else():
    plain = to_texts(Origin("81efa07230cbeeee", 7, REEF_CORAL))
    assert plain["aipixel-temperature"] == "0.8"
    assert plain["aipixel-top-k"] == "63"
    assert plain["aipixel-seed"] == "7"
    assert not [keyword for keyword in plain if "light" in keyword or "parent" in keyword]
    child = to_texts(Origin("81efa07230cbeeee", 7, lineage=Lineage(("3", "Reef-Coral-4"), 0.4)))
    assert child["aipixel-parent-2"] == "Reef-Coral-4"
    assert "aipixel-zone" not in child


def test_the_document_names_every_text(some):
    document = (ROOT / "docs" / "sprites.md").read_text(encoding="utf-8")
    shaded = Origin(
        MODEL.model, 7, REEF_CORAL, Choice(), Light(1, 1, 1, 1, 1), Lineage(("1", "2"), 0.5)
    )
    data = animation_png([Sprite(some[0].pixels, shaded)], frames_of(some[:1]), MODEL.palette)
    texts = {**decode_texts(data), **to_texts(Origin(MODEL.model, 7, {"kind": "sword"}))}
    named = set(re.findall(r"`(aipixel-[a-z0-9-]+)`", document))
    assert named == {word for word in texts if word.startswith("aipixel-")}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": -1}, "a seed is a whole number"),
        ({"seed": 2**32}, "a seed is a whole number"),
        ({"seed": 1.5}, "seed is a whole number"),
        ({"seed": True}, "seed is a number"),
        ({"seed": 10**400}, "seed is a finite number"),
        ({"model": "../x"}, "a model is named by"),
        ({"zone": "a\x1bb"}, "a zone is 1 to 40 characters that can be seen"),
        ({"category": " "}, "a category is 1 to 40 characters"),
        ({"category": 3}, "category is a text"),
        ({"labels": ["Reef"]}, "labels are a name for each axis"),
        ({"labels": {"kind": None}}, "kind is a text"),
        ({"labels": {"kind": "x" * 41}}, "a kind is 1 to 40"),
        ({"labels": {"../x": "Reef"}}, "letters, digits and hyphens, not '../x'"),
        ({"labels": {"a": "b", "c": "d", "e": "f"}}, "2 labels at most, not 3"),
        ({"choice": {}}, "a sprite's choice holds"),
        ({"choice": None}, "a sprite's choice holds"),
        ({"light": {"angle": 1}}, "a light holds"),
        ({"light": [1]}, "a light holds"),
        ({"lineage": {"parents": ["1"], "share": 0.5}}, "a list of two texts"),
        ({"lineage": {"parents": ["1", "a b"], "share": 0.5}}, "a parent is 1 to 64"),
        ({"lineage": {"parents": ["1", "2"], "share": 1.5}}, "must be 0 to 1"),
        ({"more": 1}, "and nothing else"),
    ],
)
def test_a_record_that_is_none_is_told(change, told):
    record = {**Origin("81efa07230cbeeee", 7).to_json(), **change}
    with pytest.raises(ValueError, match=told):
        Origin.from_json(record)


@pytest.mark.parametrize("value", [-1, math.inf, math.nan])
def test_a_light_out_of_range_is_told(value):
    with pytest.raises(ValueError, match="edge must be 0 or more"):
        Light(0, 1, 1, value, 1)


def test_a_light_shines_from_somewhere():
    with pytest.raises(ValueError, match="0 to 360 degrees, not 361"):
        Light(361, 1, 1, 1, 1)


@pytest.mark.parametrize(
    "wrong", [np.zeros((31, 32), np.uint8), np.zeros((32, 32), int), np.full((32, 32), 64, "u1")]
)
def test_pixels_that_are_no_sprite_are_told(wrong):
    with pytest.raises(ValueError, match="palette indices"):
        Sprite(wrong, Origin("81efa07230cbeeee", 7))


@unhurried
@given(sprites, st.booleans())
def test_a_sprite_comes_back_from_its_png(sprite, indexed):
    data = sprite_png(sprite, MODEL.palette, indexed)
    (back,) = read_sprites(data, MODEL.palette)
    assert same(back, sprite)


@settings(deadline=None, max_examples=20)
@given(st.lists(sprites, min_size=1, max_size=6))
def test_sprites_come_back_from_a_sheet_and_from_an_animation(given_sprites):
    for data in (
        sheet_png(given_sprites, MODEL.palette),
        animation_png(given_sprites, frames_of(given_sprites), MODEL.palette),
    ):
        back = read_sprites(data, MODEL.palette)
        assert len(back) == len(given_sprites)
        assert all(map(same, back, given_sprites))


def opened(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.mode, image.size, np.array(image.convert("RGBA"))


def test_pillow_reads_every_picture_as_it_is(some):
    frames = frames_of(some)
    (sprite, *_) = some
    height = -(-len(some) * 4 // animation_columns(len(some))) * 34
    for data, mode, size in (
        (sprite_png(sprite, MODEL.palette, indexed=True), "P", (32, 32)),
        (sprite_png(sprite, MODEL.palette, indexed=False), "RGBA", (32, 32)),
        (sheet_png(some, MODEL.palette), "P", (7 * 34, 6 * 34)),
        (
            animation_png(some, frames, MODEL.palette),
            "P",
            (animation_columns(len(some)) * 34, height),
        ),
    ):
        found, extent, rgba = opened(data)
        assert (found, extent) == (mode, size)
        assert {tuple(colour) for colour in rgba.reshape(-1, 4).tolist()} <= COLOURS
        assert set(rgba[..., 3].ravel().tolist()) == {0, 255}
    for indexed in (True, False):
        _, _, rgba = opened(sprite_png(sprite, MODEL.palette, indexed))
        assert np.array_equal(rgba, MODEL.palette[sprite.pixels])


@given(st.integers(1, 40), st.none() | st.integers(1, 9))
def test_a_sheet_is_cut_where_it_was_put_together(count, columns):
    cells = np.arange(count, dtype=np.uint8)[:, None, None].repeat(32, 1).repeat(32, 2)
    whole = sheet(cells, columns)
    columns = columns or columns_of(count)
    assert np.array_equal(cut(whole, count, columns), cells)
    for number in range(count):
        left, top = place(number, columns)
        assert (whole[top : top + 32, left : left + 32] == number).all()
        assert not whole[top - 1, left - 1 : left + 33].any()
        assert not whole[top - 1 : top + 33, left + 32].any()


def other_palette(sprite):
    palette = MODEL.palette.copy()
    palette[5, 0] ^= 1
    return encode_indexed(sprite.pixels, palette, to_texts(sprite.origin))


def recoloured(sprite):
    rgba = MODEL.palette[sprite.pixels].copy()
    rgba[3, 4] = 1, 2, 3, 255
    return encode(rgba, to_texts(sprite.origin))


def translucent(sprite):
    rgba = MODEL.palette[sprite.pixels].copy()
    rgba[rgba[..., 3] > 0, 3] = 254
    return encode(rgba, to_texts(sprite.origin))


def enlarged(sprite):
    return encode(MODEL.palette[sprite.pixels].repeat(2, 0).repeat(2, 1), to_texts(sprite.origin))


def opaque(sprite):
    return encode(MODEL.palette[sprite.pixels][..., :3].copy(), to_texts(sprite.origin))


def without_texts(sprite):
    return encode_indexed(sprite.pixels, MODEL.palette)


def changed(**texts):
    def change(sprite):
        said = {**to_texts(sprite.origin), **{f"aipixel-{k}": v for k, v in texts.items()}}
        return encode_indexed(sprite.pixels, MODEL.palette, said)

    return change


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda _: b"", "the file is empty"),
        (lambda _: b"\xff\xd8\xff", "a JPEG"),
        (without_texts, "doesn't say that it is a sprite drawn here"),
        (other_palette, "palette is not the sprites' own"),
        (recoloured, "row 3, column 4 is none of the sprites' 64"),
        (translucent, "is none of the sprites' 64"),
        (opaque, "no transparency"),
        (enlarged, "64 x 64 pixels, but a sprite has 32 x 32"),
        (changed(seed="-1"), "text aipixel-seed is no number: '-1'"),
        (changed(seed="9" * 5000), "text aipixel-seed is no number"),
        (changed(temperature="nan"), "text aipixel-temperature is no number"),
        (changed(share="0.5"), "a lineage holds"),
        (changed(labels="{"), "text aipixel-labels is not JSON"),
        (changed(labels="[" * 100_000), "text aipixel-labels goes too deep"),
        (changed(labels='{"kind": 5}'), "kind is a text, not 5"),
        (changed(sheet="[{}, {}]"), "a sheet of 2 sprites has 68 x 34 pixels"),
        (changed(sheet="{}"), "is no list of 1 to 1024 sprites"),
        (changed(sheet="[]"), "is no list of 1 to 1024 sprites"),
        (changed(sheet="[" * 100_000), "is no list of 1 to 1024 sprites"),
        (changed(sheet='[{"seed": "x"}]'), "seed is a number"),
        (changed(sheet="[{}]", frames="5"), "text aipixel-frames is not 4: '5'"),
    ],
)
def test_any_other_png_is_told_in_one_sentence(some, make, told):
    with pytest.raises(ValueError, match=told) as caught:
        read_sprites(make(some[0]), MODEL.palette)
    assert "\n" not in str(caught.value)


WHOLE = sprite_png(
    Sprite(np.eye(32, dtype=np.uint8), Origin(MODEL.model, 1, REEF_CORAL)),
    MODEL.palette,
    indexed=True,
)


@unhurried
@given(st.binary(max_size=200), st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_damaged_bytes_give_nothing_but_a_sentence(data, at, byte):
    damaged = bytearray(WHOLE)
    damaged[at] ^= byte
    for each in (data, bytes(damaged), WHOLE[:at]):
        with pytest.raises(ValueError, match=r"\A[^\n]+\Z"):
            read_sprites(each, MODEL.palette)


# What a reader of Aseprite's exports looks for in a frame, and in the rest.
FRAME = {"frame", "rotated", "trimmed", "spriteSourceSize", "sourceSize", "duration"}
META = {"app", "version", "image", "format", "size", "scale", "frameTags", "layers", "slices"}


def test_the_json_says_where_every_sprite_is(some):
    data = sheet_png(some, MODEL.palette)
    listed = json.loads(sheet_json(some, "sheet.png", "array"))
    by_name = json.loads(sheet_json(some, "sheet.png", "hash"))
    assert listed["meta"] == by_name["meta"]
    assert listed["meta"].keys() == META
    assert listed["meta"]["image"] == "sheet.png"
    _, (width, height), rgba = opened(data)
    assert listed["meta"]["size"] == {"w": width, "h": height}
    assert [frame["filename"] for frame in listed["frames"]] == list(by_name["frames"])
    for sprite, frame in zip(some, listed["frames"], strict=True):
        name = frame.pop("filename")
        assert name == "-".join([*sprite.origin.labels.values(), str(sprite.origin.seed)])
        assert by_name["frames"][name] == frame
        assert frame.keys() == FRAME
        box = frame["frame"]
        assert (box["w"], box["h"]) == (32, 32)
        found = rgba[box["y"] : box["y"] + 32, box["x"] : box["x"] + 32]
        assert np.array_equal(found, MODEL.palette[sprite.pixels])


def test_the_json_of_an_animation_has_its_frames_and_a_tag_for_each_loop(some):
    frames = frames_of(some)
    _, _, rgba = opened(animation_png(some, frames, MODEL.palette))
    document = json.loads(animation_json(some, "idle.png", "array"))
    tags = document["meta"]["frameTags"]
    assert [tag["name"] for tag in tags] == [f"idle-{name}" for name in unique_names(some)]
    for number, tag in enumerate(tags):
        assert (tag["from"], tag["to"], tag["direction"]) == (
            4 * number,
            4 * number + 3,
            "forward",
        )
        for step in range(4):
            frame = document["frames"][tag["from"] + step]
            assert frame["duration"] == 200
            x, y = frame["frame"]["x"], frame["frame"]["y"]
            found = rgba[y : y + 32, x : x + 32]
            assert np.array_equal(found, MODEL.palette[frames[number, step]])
    (alone,) = json.loads(animation_json(some[:1], "idle.png", "hash"))["meta"]["frameTags"]
    assert alone["name"] == "idle"


def test_an_animations_frames_are_found_by_number_where_engines_look_for_them(some):
    listed = json.loads(animation_json(some, "idle.png", "array"))
    numbered = json.loads(animation_json(some, "idle.png", "hash"))
    assert list(numbered["frames"]) == [str(number) for number in range(4 * len(some))]
    for one, other in zip(listed["frames"], numbered["frames"].values(), strict=True):
        assert {**other, "filename": one["filename"]} == one
    assert numbered["meta"] == listed["meta"]
    assert numbered["animations"] == listed["animations"]
    for tag in numbered["meta"]["frameTags"]:
        numbers = [int(number) for number in numbered["animations"][tag["name"]]]
        assert numbers == list(range(tag["from"], tag["to"] + 1))
    assert "animations" not in json.loads(sheet_json(some, "sheet.png", "hash"))


def test_another_form_is_told(some):
    with pytest.raises(ValueError, match="of the form array or hash, not 'list'"):
        sheet_json(some, "sheet.png", "list")


def test_names_are_unique_and_fit_for_files():
    again = Origin("81efa07230cbeeee", 7, REEF_CORAL, Choice(1.0))
    named = [
        Sprite(np.zeros((32, 32), np.uint8), origin)
        for origin in (again, again, Origin("81efa07230cbeeee", 7), again)
    ]
    assert unique_names(named) == ["Reef-Coral-7", "Reef-Coral-7-v2", "free-7", "Reef-Coral-7-v3"]


def unharmed(frames, sprite):
    assert np.array_equal(frames[0], sprite)
    for frame in frames:
        assert orphans(frame).sum() <= orphans(sprite).sum()
        assert groups(frame != 0) <= groups(sprite != 0)


def test_every_category_moves_and_is_never_torn(some):
    moved = dict.fromkeys(CATEGORIES, 0)
    for sprite in some:
        frames = idle(sprite.pixels, sprite.origin.labels["category"])
        unharmed(frames, sprite.pixels)
        changed = (frames != sprite.pixels).any(axis=(1, 2))
        moved[sprite.origin.labels["category"]] += bool(changed.any())
        assert changed.sum() < 4
    assert all(moved.values())
    assert sum(moved.values()) >= 0.95 * len(some)


@unhurried
@given(pixels, st.none() | st.sampled_from(CATEGORIES))
def test_whatever_the_pixels_an_animation_harms_nothing(noise, category):
    frames = idle(noise, category)
    assert frames.dtype == np.uint8
    assert frames.shape == (4, 32, 32)
    unharmed(frames, noise)
    assert np.array_equal(idle(noise, category), frames)


def test_a_sprite_that_fills_its_square_loses_nothing():
    full = np.full((32, 32), 9, np.uint8)
    for category in CATEGORIES:
        assert (idle(full, category)[0] == full).all()
        assert idle(full, category).any(axis=(1, 2)).all()


def test_what_glows_pulses_on_its_ramp():
    sprite = np.zeros((32, 32), np.uint8)
    first = 1 + LIGHTS * GLOW
    glow = glowing(MODEL.palette)
    assert glow == list(range(first, first + LIGHTS))
    sprite[10:12, 10:12], sprite[10:12, 12:14] = first + 5, first + 1
    lights = [sorted({int(c) - first for c in np.unique(f) if c}) for f in idle(sprite, None, glow)]
    assert lights == [[1, 5], [0, 4], [0, 3], [0, 4]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_palette_comes_back_from_its_file(suffix):
    colours = read_palette(suffix, palette_file(suffix, MODEL.palette))
    assert np.array_equal(np.array(colours), MODEL.palette[1:, :3])


@given(st.sampled_from(SUFFIXES), st.sampled_from(HEADS), st.binary(max_size=60))
def test_any_bytes_are_a_palette_or_told_in_a_sentence(suffix, head, rest):
    try:
        colours = read_palette(suffix, head + rest)
    except ValueError as error:
        colours = [(0, 0, 0)] * (str(error).count("\n") == 0)
    assert 1 <= len(colours) <= 256
    assert all(0 <= channel <= 255 for colour in colours for channel in colour)


@pytest.mark.parametrize("labels", [[], ["a", "b"], ["a\nb"]])
def test_labels_that_no_file_can_hold_are_told(labels):
    with pytest.raises(ValueError, match="label"):
        NamedPalette("sea", [(1, 2, 3)], labels, 7)


def test_gimp_shows_a_ramp_in_a_row():
    lines = palette_file(".gpl", MODEL.palette).decode().splitlines()
    assert lines[2] == "Columns: 7"
    assert lines[4].endswith("\tcoral 0")
    assert lines[-1].endswith("\tglow 6")


@pytest.fixture(scope="module")
def service():
    return SpriteFiles(MANIFEST.decode())


def asked(sprites):
    records = json.dumps([sprite.origin.to_json() for sprite in sprites])
    return records, memoryview(b"".join(sprite.pixels.tobytes() for sprite in sprites))


def test_the_service_gives_what_the_modules_give(service, some):
    records, indices = asked(some)
    record, one = json.dumps(some[0].origin.to_json()), bytes(indices[:1024])
    for indexed in (True, False):
        assert service.png(record, one, indexed) == sprite_png(some[0], MODEL.palette, indexed)
    assert service.sheet(records, indices) == sheet_png(some, MODEL.palette)
    for form in ("array", "hash"):
        told = service.sheet_json(records, indices, "a.png", form)
        assert told == sheet_json(some, "a.png", form)
        told = service.animation_json(records, indices, "b.png", form)
        assert told == animation_json(some, "b.png", form)
    animation = service.animation(records, indices)
    assert animation == animation_png(some, frames_of(some), MODEL.palette)
    assert service.palette(".gpl") == palette_file(".gpl", MODEL.palette)
    back, restored = service.restore(memoryview(animation))
    assert json.loads(back) == json.loads(records)
    assert restored == bytes(indices)
    report = json.loads(service.check(memoryview(service.sheet(records, indices))))
    assert report["passed"]
    assert [check["name"] for check in report["checks"]] == [
        "grid", "size", "palette", "alpha", "orphans",
    ]  # fmt: skip


def test_a_zip_holds_everything_and_is_the_same_each_time(service, some):
    records, indices = asked(some)
    data = service.zip(records, indices)
    assert service.zip(records, indices) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    names = unique_names(some)
    assert set(files) == {
        "README.txt", "sheet.png", "sheet.json", "sheet-hash.json", "idle.png", "idle.json",
        "idle-hash.json",
        "palette.gpl", "palette.hex", "palette.pal", *(f"sprites/{name}.png" for name in names),
    }  # fmt: skip
    for name, sprite in zip(names, some, strict=True):
        (back,) = read_sprites(files[f"sprites/{name}.png"], MODEL.palette)
        assert same(back, sprite)
    assert files["sheet.png"] == service.sheet(records, indices)
    assert json.loads(files["idle.json"])["meta"]["image"] == "idle.png"
    readme = files["README.txt"].decode()
    assert "CC0" in readme
    assert all(f"\n{name}: model {MODEL.model}, " in readme for name in names)


@pytest.mark.parametrize(
    ("records", "pixels", "told"),
    [
        ("[", b"", "no JSON"),
        ("{}", b"", "no list"),
        ("[]", b"", "1 to 1024 sprites, not 0"),
        ("[1]", b"", "a sprite's record holds"),
        (json.dumps([Origin("81efa07230cbeeee", 1).to_json()]), b"abc", "1,024 pixels, not 3"),
        (json.dumps([Origin("81efa07230cbeeee", 1).to_json()]), b"\x40" * 1024, "0 to 63, not 64"),
    ],
)
def test_what_the_service_cant_use_is_told(service, records, pixels, told):
    with pytest.raises(ValueError, match=told):
        service.sheet(records, pixels)


def test_the_largest_sheet_and_its_animation_come_back():
    drawn = made(8)
    origins_of_many = [Origin(MODEL.model, seed, REEF_CORAL) for seed in range(1024)]
    many = [Sprite(drawn[seed % 8].pixels, origin) for seed, origin in enumerate(origins_of_many)]
    data = sheet_png(many, MODEL.palette)
    assert decode_indexed(data, largest=(2048, 2048)).indices.shape == (32 * 34, 32 * 34)
    assert len(decode_texts(data)["aipixel-sheet"]) < 20_000
    assert all(map(same, read_sprites(data, MODEL.palette), many))
    with pytest.raises(ValueError, match="1 to 1024 sprites, not 1025"):
        sheet_png([*many, many[0]], MODEL.palette)


CODES = ("1d2b53", "008751", "ff004d", "00e436", "ffec27")
FEW = np.array([[0, 0, 0, 0], *([*bytes.fromhex(code), 255] for code in CODES)], np.uint8)
ONE = FEW[:2]
others = pytest.mark.parametrize("palette", [ONE, FEW], ids=len)


def of_palette(palette):
    """A sprite that has all of its colours."""
    stripes = np.indices((32, 32)).sum(0) // 2 % len(palette)
    return Sprite(stripes.astype(np.uint8), Origin(MODEL.model, 7))


@others
def test_sprites_of_another_palette_come_back_and_keep_its_colours(palette):
    sprite = of_palette(palette)
    frames = animated([sprite], palette)
    for data in (
        sprite_png(sprite, palette, indexed=True),
        sprite_png(sprite, palette, indexed=False),
        sheet_png([sprite], palette),
        animation_png([sprite], frames, palette),
    ):
        (back,) = read_sprites(data, palette)
        assert same(back, sprite)
        _, _, rgba = opened(data)
        found = {tuple(colour) for colour in rgba.reshape(-1, 4).tolist()}
        assert found <= {tuple(colour) for colour in palette.tolist()}
        assert check(data, palette).passed
    with zipfile.ZipFile(io.BytesIO(pack_sprites([sprite], palette))) as archive:
        assert archive.read("palette.hex").decode().split() == list(CODES[: len(palette) - 1])


@others
def test_in_another_palette_colours_are_called_by_their_codes_and_nothing_pulses(palette):
    lines = palette_file(".gpl", palette).decode().splitlines()
    assert lines[2] == "Columns: 0"
    assert [line.split("\t")[1] for line in lines[4:]] == list(CODES[: len(palette) - 1])
    assert glowing(palette) == []
    (foreign,) = check(encode(np.full((32, 32, 3), (29, 43, 84), np.uint8)), palette).foreign
    assert (foreign.index, foreign.label) == (1, "1d2b53")


@pytest.mark.parametrize("indexed", [True, False])
def test_a_sprite_of_more_colours_than_the_palette_is_told(some, indexed):
    with pytest.raises(ValueError, match=r"index \d+ is outside of the palette of 6 colours"):
        sprite_png(some[0], FEW, indexed)
    with pytest.raises(ValueError, match="palette is not the sprites' own"):
        read_sprites(sprite_png(some[0], MODEL.palette, indexed=True), FEW)
