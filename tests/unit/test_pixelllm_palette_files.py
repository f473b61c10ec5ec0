import pytest
from hypothesis import given
from hypothesis import strategies as st
from pixelllm.palette_files import own_colours, read_palette, write_palette

SUFFIXES = ["gpl", "hex", "pal"]
channel = st.integers(0, 255)
palettes = st.lists(st.tuples(channel, channel, channel), min_size=1, max_size=256)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_palette_comes_back(tmp_path_factory, suffix):
    path = tmp_path_factory.mktemp("palettes") / f"p.{suffix}"

    @given(palettes)
    def comes_back(colours):
        write_palette(path, colours)
        assert read_palette(path) == colours

    comes_back()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_ours_has_63_colours_and_leaves_no_draft(tmp_path, suffix):
    path = tmp_path / f"sea.{suffix}"
    write_palette(path, own_colours())
    assert len(read_palette(path)) == 63
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_formats_as_other_programs_expect_them(tmp_path):
    two = own_colours()[:2]
    for suffix in SUFFIXES:
        write_palette(tmp_path / f"p.{suffix}", two, name="sea")
    red, green, blue = two[0]
    gpl = (tmp_path / "p.gpl").read_text().splitlines()
    assert gpl[:2] == ["GIMP Palette", "Name: sea"]
    assert gpl[4].endswith("\tcoral 0")
    assert (tmp_path / "p.hex").read_text() == f"{bytes(two[0]).hex()}\n{bytes(two[1]).hex()}\n"
    pal = (tmp_path / "p.pal").read_bytes()
    assert pal.startswith(f"JASC-PAL\r\n0100\r\n2\r\n{red} {green} {blue}\r\n".encode())


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("p.gpl", b"", "line 1"),
        ("p.gpl", b"GIMP Palette\n1 2\n", "line 2: expected three numbers"),
        ("p.gpl", b"GIMP Palette\n1 2 256 x\n", "0 to 255"),
        ("p.gpl", b"GIMP Palette\nName: empty\n", "0 colours"),
        ("p.hex", b"12345\n", "line 1: expected six hex digits"),
        ("p.hex", b"\n", "0 colours"),
        ("p.hex", b"\xff\xfe\x00", "not a text file"),
        ("p.hex", b"000000\n" * 257, "257 colours"),
        ("p.pal", b"JASC-PAL\r\n", "line 1"),
        ("p.pal", b"JASC-PAL\r\n0200\r\n0\r\n", "version"),
        ("p.pal", b"JASC-PAL\r\n0100\r\nmany\r\n", "number of colours"),
        ("p.pal", b"JASC-PAL\r\n0100\r\n2\r\n1 2 3\r\n", "promises 2 colours, 1 follow"),
        ("p.pal", b"JASC-PAL\r\n0100\r\n1\r\n1 2 x\r\n", "line 4"),
        ("p.pal", b"JASC-PAL\r\n0100\r\n1\r\n1 2 " + b"9" * 5000 + b"\r\n", "0 to 255"),
        ("p.act", b"", "expected a palette file"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path, name, content, complaint):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=complaint) as caught:
        read_palette(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_lospec_files_may_start_with_a_mark_or_a_hash(tmp_path):
    path = tmp_path / "p.hex"
    path.write_bytes(b"\xef\xbb\xbf#0A0b0C\r\n")
    assert read_palette(path) == [(10, 11, 12)]


@pytest.mark.parametrize("colours", [[], [(0, 0, 256)], [(0, 0)], [(0, 0, 0)] * 257])
def test_what_no_file_can_hold_is_refused_and_nothing_is_written(tmp_path, colours):
    path = tmp_path / "p.gpl"
    path.write_text("before")
    with pytest.raises(ValueError, match="colour"):
        write_palette(path, colours)
    assert path.read_text() == "before"


def test_a_name_of_two_lines_is_refused(tmp_path):
    with pytest.raises(ValueError, match="one line"):
        write_palette(tmp_path / "p.gpl", own_colours(), name="a\nb")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "p.hex"
    write_palette(path, own_colours())
    before = path.read_bytes()

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match=r"p\.hex could not be written: the disk is full"):
        write_palette(path, own_colours()[:3])
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
