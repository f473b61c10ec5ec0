"""The command ai-pixel as somebody types it: what it prints, exit codes, and nothing lost."""

import csv
import json
import os
import pty
import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from aipixel import PixelModel, cli
from aipixel.cli import main
from aipixel.pixels.png import encode

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "tests" / "data" / "tables"
PENGUINS = str(TABLES / "penguins.csv")
TRAIN = ["train", PENGUINS, "--label", "species", "--classes", "Adelie,Gentoo"]
PAIR = ["--features", "bill_depth_mm,body_mass_g"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test starts in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def model(folder):
    assert main([*TRAIN, *PAIR, "--json"]) == 0
    return "model.png"


@pytest.fixture
def plain_model():
    PixelModel.from_pixel(220, 170, 40).to_image("plain.png")
    return "plain.png"


def start(*arguments, **options):
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "aipixel", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "py")},
        text=True,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def assert_refused(capsys, arguments, *words):
    """Exit code 2, one line that says why, nothing on standard output, no file written."""
    capsys.readouterr()
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert main(arguments) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.startswith("ai-pixel: ")
    assert len(errors.splitlines()) == 1, errors
    for word in words:
        assert word in errors
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


# train


def test_train_says_what_it_did_and_saves_the_pixel(capsys):
    assert main(TRAIN) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    saved = PixelModel.from_image("model.png")
    assert saved.features.class_names == ("Adelie", "Gentoo")
    for told in (
        "68 rows of other classes left out.",
        'Left out: "island"',
        "Picked",
        "274: 151 Adelie, 123 Gentoo",
        f"RGBA{saved.to_pixel()}  {saved.hex}",
        "Saved as model.png",
    ):
        assert told in output
    scores = [line.split() for line in output.splitlines() if line.endswith("%")]
    assert [name for name, *_ in scores] == ["float", "rounded", "pixel"]
    assert scores[2][2] == "100.0%"


def test_train_as_json(capsys):
    assert main([*TRAIN, *PAIR, "-o", "own.png", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["model", "saved", "rows", "epochs", "scores", "notes"]
    assert list(document["model"]) == [
        "inputs",
        "hidden",
        "pixels",
        "hex",
        "parameters",
        "features",
    ]
    saved = PixelModel.from_image("own.png")
    assert document["model"]["pixels"] == [list(saved.to_pixel())]
    assert document["model"]["parameters"]["b"] == saved.bias
    assert document["model"]["features"]["names"] == ["bill_depth_mm", "body_mass_g"]
    assert document["saved"] == "own.png"
    assert document["scores"]["pixel"].keys() == {"loss", "accuracy"}
    assert document["epochs"] < 2000
    assert document["rows"] == 274


def test_train_takes_every_option():
    options = ["--hidden", "2", "--epochs", "50", "--lr", "0.5", "--seed", "7"]
    assert main([*TRAIN, *PAIR, *options, "--output", "net.png"]) == 0
    saved = PixelModel.from_image("net.png")
    assert saved.hidden == 2
    assert main([*TRAIN, *PAIR, *options[:-1], "8", "--output", "other.png"]) == 0
    assert PixelModel.from_image("other.png").hex != saved.hex


def test_an_existing_file_is_kept_unless_forced(capsys):
    Path("model.png").write_bytes(b"mine")
    assert_refused(capsys, TRAIN, "model.png exists", "--output", "--force")
    assert main([*TRAIN, "--force"]) == 0
    assert PixelModel.from_image("model.png").n_inputs == 3


def test_a_file_that_appears_meanwhile_is_kept(capsys, monkeypatch):
    read = cli.read_table

    def slow(*arguments, **options):
        Path("model.png").write_bytes(b"mine")
        return read(*arguments, **options)

    monkeypatch.setattr(cli, "read_table", slow)
    assert main(TRAIN) == 2
    assert Path("model.png").read_bytes() == b"mine"
    assert os.listdir() == ["model.png"]
    assert "exists" in capsys.readouterr().err


def test_a_full_disk_leaves_the_old_file(capsys):
    Path("model.png").write_bytes(b"mine")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))
    try:
        assert main([*TRAIN, *PAIR, "--force"]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert "could not be written" in capsys.readouterr().err
    assert os.listdir() == ["model.png"]
    assert Path("model.png").read_bytes() == b"mine"


@pytest.mark.parametrize("number", ["EROFS", "ENOSPC", "EACCES"])
def test_a_folder_that_cannot_be_written_is_named(capsys, monkeypatch, number):
    import errno

    def fail(*_, **__):
        raise OSError(getattr(errno, number), os.strerror(getattr(errno, number)))

    monkeypatch.setattr(Path, "open", fail)
    assert_refused(capsys, [*TRAIN, *PAIR], "model.png could not be written")


def test_a_folder_that_is_missing_is_named(capsys):
    assert_refused(capsys, [*TRAIN, *PAIR, "-o", "no/model.png"], "no/model.png")


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_with_130_and_writes_nothing(folder):
    rows = "\n".join(f"{row % 97},{row % 89},{row * 7 % 13 % 2}" for row in range(5000))
    Path("long.csv").write_text(f"a,b,y\n{rows}\n")
    terminal, stderr = pty.openpty()  # on which progress is shown
    with start(
        *("train", "long.csv", "--hidden", "16", "--epochs", "100000"),
        cwd=folder,
        stderr=stderr,
    ) as process:
        os.close(stderr)
        errors = b""
        while b"learning" not in errors:
            errors += os.read(terminal, 1000)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    errors += os.read(terminal, 10_000)
    assert process.returncode == 130, errors
    assert output == ""
    assert errors.decode().splitlines()[-1].endswith("ai-pixel: stopped, nothing was saved")
    assert os.listdir() == ["long.csv"]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("hidden", "shown"), [("0", b"epoch    1"), ("16", b"searched")])
def test_ctrl_c_keeps_the_best_pixel_so_far(folder, hidden, shown):
    rows = 100_000 if hidden == "0" else 3000
    text = "\n".join(f"{n % 97 / 96},{n % 89 / 88},{n * 7 % 13 % 2}" for n in range(rows))
    Path("long.csv").write_text(f"a,b,y\n{text}\n")
    terminal, stderr = pty.openpty()  # on which progress is shown
    epochs = "100000" if hidden == "0" else "1"
    with start(
        *("train", "long.csv", "--hidden", hidden, "--epochs", epochs),
        cwd=folder,
        stderr=stderr,
    ) as process:
        os.close(stderr)
        errors = b""
        while shown not in errors:
            errors += os.read(terminal, 1000)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=120)
    errors += os.read(terminal, 10_000)
    assert process.returncode == 130, errors
    assert b"stopped; the best pixel so far is saved as model.png" in errors
    assert "Saved as model.png" in output
    assert PixelModel.from_image("model.png").hidden == int(hidden)


def test_progress_is_shown_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("aipixel.commands._Stream.isatty", lambda stream: True)
    assert main([*TRAIN, *PAIR]) == 0
    assert "\repoch    100  loss 0." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required"),
        (["draw"], "invalid choice: 'draw'"),
        (["train"], "DATA.csv"),
        (["train", "gone.csv"], "gone.csv could not be read: No such file"),
        (["train", "."], "could not be read: Is a directory"),
        (["train", PENGUINS], 'column "year", the label, holds 3 classes'),
        (
            ["train", PENGUINS, "--label", "species"],
            "Chinstrap (68) (with --classes A,B)",
        ),
        ([*TRAIN[:4], "--classes", "Adelie"], "two different classes"),
        ([*TRAIN, "--features", "wings"], 'no column "wings"'),
        ([*TRAIN, "--features", ""], "1 to 3 features, not 0"),
        ([*TRAIN, "--label", "body_mass_g"], 'no class "Adelie"'),
        ([*TRAIN, "--output", "model.jpg"], "model.jpg must end in .png"),
        ([*TRAIN, "--epochs", "0"], "1 to 100000, not 0"),
        ([*TRAIN, "--epochs", "many"], "not many"),
        ([*TRAIN, "--lr", "0"], "lr above 0"),
        ([*TRAIN, "--lr", "nan"], "lr above 0"),
        ([*TRAIN, "--seed", "-1"], "seed"),
        ([*TRAIN, "--hidden", "17"], "0 to 16 neurons, not 17"),
        ([*TRAIN, "--hidden", "2,5"], "0 to 16 neurons, not 2,5"),
        ([*TRAIN, "--hidden", "9" * 5000], "0 to 16 neurons, not 999"),
        ([*TRAIN, "--epochs", "1,000"], "not 1,000"),
        ([*TRAIN, "--lr", "1,000"], 'not "1,000"'),
        ([*TRAIN, "--lr", "1e999"], "lr above 0"),
        ([*TRAIN, "--features", "x" * 200_000], "too long to be names"),
        ([*TRAIN, "--hiden", "1"], "--hiden"),
        (["inspect"], "MODEL.png"),
        (["inspect", "gone.png"], "gone.png could not be read"),
        (["inspect", PENGUINS], "PNG"),
        (["predict", "gone.png"], "-i/--input --csv"),
        (["predict", "gone.png", "-i", "1", "--csv", "x"], "not allowed with"),
        (["predict", "gone.png", "-i", "1,x"], 'not "1,x"'),
        (["predict", "gone.png", "-i", "1,nan"], 'not "1,nan"'),
        (["predict", "gone.png", "-i", "1,2"], "gone.png could not be read"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(capsys, arguments, words):
    assert_refused(capsys, arguments, words)


# CSV as people have it


def as_people_have_it(rows, header="width,height,sold", delimiter=",", mark=b""):
    text = "\n".join([header, *rows] if header else rows).replace(",", delimiter)
    return mark + text.encode()


ROWS = [f"{row / 4},{60 - row % 7},{'yes' if row > 9 else 'no'}" for row in range(20)]
HOLES = [",50,yes", "NA,50,no", "3,inf,yes", "3,-Infinity,no", "3,nan,no", "3,50,?"]


@pytest.mark.parametrize(
    ("data", "names", "told"),
    [
        (as_people_have_it(ROWS), ["width", "height"], []),
        (as_people_have_it(ROWS, mark=b"\xef\xbb\xbf"), ["width", "height"], []),
        (as_people_have_it(ROWS, delimiter=";"), ["width", "height"], []),
        (as_people_have_it(ROWS, header=""), ["column 1", "column 2"], ["first row is data"]),
        (
            as_people_have_it([f'"{row.replace(",", chr(34) + "," + chr(34))}"' for row in ROWS]),
            ["width", "height"],
            [],
        ),
        (
            as_people_have_it([f"{row},5" for row in ROWS], "width,height,sold,same"),
            ["width", "height"],
            ['Left out: "same" (the same value in every row).'],
        ),
        (
            as_people_have_it(ROWS + HOLES),
            ["width", "height"],
            [
                '5 rows left out for want of a value in "width" and "height".',
                "1 row without a label left out.",
            ],
        ),
        (
            as_people_have_it(
                [f"{row},{row},{line}" for row, line in enumerate(ROWS)], "a,b,w,h,y"
            ),
            ["w", "h"],
            ['Left out: "a" and "b" (only the rows'],
        ),
    ],
)
def test_csv_as_people_have_it_is_learned_from(capsys, data, names, told):
    Path("data.csv").write_bytes(data)
    label = ["--label", "sold"] if b"same" in data else []
    assert main(["train", "data.csv", *label, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["model"]["features"]["names"] == names
    assert document["model"]["features"]["class_names"] == ["no", "yes"]
    assert document["rows"] == 20
    assert document["scores"]["pixel"]["accuracy"] == 1
    assert len(document["notes"]) == len(told)
    for words in told:
        assert any(words in note for note in document["notes"])


def test_of_more_than_three_columns_it_says_which_it_picked(capsys):
    header = "a,b,c,d,y"
    rows = [f"{n % 5},{n % 3},{n % 7},{n * 3 % 11},{int(n % 7 + n % 5 > 4)}" for n in range(60)]
    Path("data.csv").write_bytes(as_people_have_it(rows, header))
    assert main(["train", "data.csv"]) == 0
    assert "which tell the classes apart best of 4 columns" in capsys.readouterr().out
    assert {"a", "c"} < set(PixelModel.from_image("model.png").features.names)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["1,2,no", "2,3,no"], 'only one class, "no"'),
        (["1,2,a", "2,3,b", "3,4,c"], "a (1), b (1), c (1) (with --classes A,B)"),
        (["5,5,no", "5,5,yes"], "no column can serve"),
        (["u,v,no", "w,x,yes", "y,z,no"], "no column can serve"),
        (["nan,inf,no", "NaN,-inf,yes"], "no column can serve"),
        (["1,nan,no", "nan,2,yes", "2,,no"], "no row of class"),
        (["1,2,", "2,3,NA"], "holds no values"),
        (["1,2,no", "2,3"], "line 3 has 2 values"),
        (["1,2,no", '2,"3,yes'], "line 3 has a quote"),
        ([], "no rows below"),
    ],
)
def test_csv_that_nothing_can_be_learned_from_is_named(capsys, rows, words):
    Path("data.csv").write_bytes(as_people_have_it(rows))
    assert_refused(capsys, ["train", "data.csv"], "data.csv: ", words)


def test_a_file_that_is_no_table_is_named(capsys):
    Path("sheet.xlsx").write_bytes(b"PK\x03\x04 and so on")
    assert_refused(capsys, ["train", "sheet.xlsx"], "sheet.xlsx: this is an Excel workbook")


# inspect


def test_inspect_says_what_the_pixel_holds(capsys, model):
    capsys.readouterr()
    assert main(["inspect", model]) == 0
    output = capsys.readouterr().out
    loaded = PixelModel.from_image(model)
    for told in ("2 inputs", f"RGB{loaded.to_pixel()}", loaded.hex, "body_mass_g, 2850 to 6300"):
        assert told in output
    assert main(["inspect", model, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(json.dumps({"model": cli.model_document(loaded)}))


@pytest.fixture
def hostile_model():
    """A file whose texts would act on a terminal."""
    names = ["\x1b]0;mine\x07a", "b\u202e"]
    parts = {"names": names, "low": [0, 0], "high": [1, 1], "class_names": ["n\no", "\x9b2Jyes"]}
    text = {"ai-pixel-inputs": "2", "ai-pixel-features": json.dumps({**parts, "label": "y\r"})}
    Path("hostile.png").write_bytes(encode(np.array([[[1, 2, 3]]], dtype=np.uint8), text))
    return "hostile.png"


@pytest.mark.parametrize(
    "arguments",
    [["inspect"], ["inspect", "--json"], ["predict", "-i", "5,5"], ["predict", "-i", "1"]],
)
def test_what_a_file_says_does_not_act_on_the_terminal(capsys, hostile_model, arguments):
    main([*arguments[:1], hostile_model, *arguments[1:]])
    output, errors = capsys.readouterr()
    shown = output + errors
    assert "u001b]0;mine" in shown
    assert not any(letter in shown for letter in "\x1b\x07\x9b\u202e\r")
    if "--json" in arguments:
        assert json.loads(output)["model"]["features"]["names"][1] == r"b\u202e"


NAMELESS = '"high": [1, 1], "class_names": ["0", "1"], "label": ""}'


@pytest.mark.parametrize(
    ("features", "words"),
    [
        (f'{{"names": "ab", "low": [0, 0], {NAMELESS}', 'it has no list "names"'),
        (f'{{"names": ["a", "b"], "low": [0, {"9" * 400}], {NAMELESS}', "finite numbers"),
        ("[1]", "it is no JSON object"),
        ("{", "is not JSON"),
    ],
)
def test_features_that_are_none_are_named(capsys, features, words):
    text = {"ai-pixel-inputs": "2", "ai-pixel-features": features}
    Path("odd.png").write_bytes(encode(np.array([[[1, 2, 3]]], dtype=np.uint8), text))
    assert_refused(capsys, ["inspect", "odd.png"], "odd.png: the ", words)


@pytest.mark.parametrize("count", ["1" + "0" * 5000, "0001" + "9" * 5000, "-1", "٢", "two", ""])
def test_a_count_of_inputs_that_is_none_is_named(capsys, count):
    text = {"ai-pixel-inputs": count}
    pixels = np.array([[[1, 2, 3]]], dtype=np.uint8)
    Path("odd.png").write_bytes(encode(pixels, text))
    assert_refused(capsys, ["inspect", "odd.png"], "ai-pixel-inputs must be 1 to 3, not")


@pytest.mark.parametrize("command", [["inspect"], ["train"], ["predict", "-i", "1,2"]])
def test_a_pipe_or_a_device_is_no_file(capsys, command):
    os.mkfifo("pipe")
    for name in ("pipe", "/dev/zero", "/dev/full"):
        capsys.readouterr()
        assert main([command[0], name, *command[1:]]) == 2
        assert f"{name} could not be read" in capsys.readouterr().err


def test_names_of_features_may_have_line_breaks(capsys):
    Path("data.csv").write_text('"bill\ndepth",mass,y\n1,2,a\n2,1,b\n')
    assert main(["train", "data.csv", "--features", "bill\n depth,mass", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["model"]["features"]["names"] == ["bill depth", "mass"]


# predict


def test_predict_one_row_in_its_own_units(capsys, model):
    capsys.readouterr()
    assert main(["predict", model, "--input", "15,5200"]) == 0
    output, errors = capsys.readouterr()
    chance = PixelModel.from_image(model).predict_proba([[15, 5200]])[0]
    assert output == f"Gentoo\nprobability of Gentoo: {chance:.4f}\n"
    assert errors == ""


def test_predict_one_row_as_the_original_package_does(capsys, plain_model):
    assert main(["predict", plain_model, "--input", "0.8,0.6"]) == 0
    assert capsys.readouterr().out.startswith("1\nprobability of 1: 0.")


@pytest.mark.parametrize(
    "typed",
    [
        ["-i", "15,5 5200"],
        ["-i", "15,5", "5200"],
        ["-i", "15,5;5200,0"],
        ["--input=15,5", "5200"],
        ["-i", "15.5,", "5200"],
        ["-i", " 15.5 , 5200 "],
        ["--input", "15.5,5200.0"],
        ["-i", "１５,５ 5.2e3"],
    ],
)
def test_inputs_are_typed_with_points_or_commas(capsys, model, typed):
    capsys.readouterr()
    chance = PixelModel.from_image(model).predict_proba([[15.5, 5200]])[0]
    for arguments in (["predict", model, *typed], ["predict", *typed, model]):
        assert main(arguments) == 0
        assert capsys.readouterr() == (f"Gentoo\nprobability of Gentoo: {chance:.4f}\n", "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["-i", "15,5,5200"], "takes 2 inputs (bill_depth_mm, body_mass_g), not 3: with decimal"),
        (["-i", "15,5"], None),
        (["-i", "15,5", "5,200"], '"5,200" may be 5200 or 5.200: write that'),
        (["-i", "15,5", "many"], "many"),
        (["-i", ""], "write numbers such as"),
        (["-i", "1_5,5200"], 'not "1_5,5200"'),
    ],
)
def test_inputs_that_could_be_other_numbers_are_asked_about(capsys, model, typed, words):
    if words:
        assert_refused(capsys, ["predict", model, *typed], words)
    else:  # two numbers, as documented; what they are is said
        assert main(["predict", model, *typed]) == 0
        assert "body_mass_g 5 is outside the 2850 to 6300" in capsys.readouterr().err


def test_negative_inputs_may_follow_one_another(capsys, model):
    capsys.readouterr()
    assert main(["predict", model, "-i", "-0,8", "-0,6", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["predictions"][0]["inputs"] == [-0.8, -0.6]


def test_predict_as_json_notes_what_is_outside_the_range(capsys, model):
    capsys.readouterr()
    assert main(["predict", model, "-i", "-3.5,5200", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (row,) = document["predictions"]
    assert row["inputs"] == [-3.5, 5200]
    assert row["prediction"] == 1
    assert row["class"] == "Gentoo"
    assert 0.5 < row["probability"] <= 1
    assert document["notes"] == [
        "bill_depth_mm -3.5 is outside the 13.1 to 21.5 that the model learned from."
    ]


def test_predict_every_row_of_a_file(capsys, model):
    capsys.readouterr()
    assert main(["predict", model, "--csv", PENGUINS]) == 0
    output, errors = capsys.readouterr()
    rows = list(csv.DictReader(output.splitlines()))
    assert len(rows) == 344
    assert list(rows[0])[-2:] == ["prediction", "probability of Gentoo"]
    assert rows[0]["bill_length_mm"] == "39.1"
    assert rows[3]["prediction"] == rows[3]["probability of Gentoo"] == ""
    known = [row for row in rows if row["prediction"] and row["species"] != "Chinstrap"]
    right = sum(row["prediction"] == row["species"] for row in known)
    assert right / len(known) > 0.95
    assert "2 of 344 rows lack a number" in errors
    assert "outside" in errors
    assert main(["predict", model, "--csv", PENGUINS, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["predictions"][3]["class"] is None
    assert document["predictions"][3]["inputs"] == [None, None]
    assert len(document["predictions"]) == 344


def test_predict_answers_in_the_dialect_of_the_file(capsys, model):
    capsys.readouterr()
    Path("new.csv").write_text("body_mass_g;bill_depth_mm\n5200,5;15,0\n")
    assert main(["predict", model, "--csv", "new.csv"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header == "body_mass_g;bill_depth_mm;prediction;probability of Gentoo"
    assert row.startswith("5200,5;15,0;Gentoo;0,")


def test_predict_in_order_where_there_is_no_header(capsys, model, plain_model):
    capsys.readouterr()
    Path("new.csv").write_text("15,5200\n18,3500\n")
    assert main(["predict", model, "--csv", "new.csv"]) == 0
    names = [line.split(",")[2] for line in capsys.readouterr().out.splitlines()]
    assert names == ["Gentoo", "Adelie"]


def test_predict_refuses_what_does_not_fit(capsys, model):
    assert_refused(
        capsys,
        ["predict", model, "-i", "15"],
        "takes 2 inputs (bill_depth_mm, body_mass_g), not 1",
    )
    Path("new.csv").write_text("a,b\n1,2\n")
    assert_refused(capsys, ["predict", model, "--csv", "new.csv"], 'it has "a" and "b"')
    Path("new.csv").write_text("")
    assert_refused(capsys, ["predict", model, "--csv", "new.csv"], "new.csv: the file is empty")


# The process


def test_version_and_help():
    process = start("--version")
    assert process.communicate()[0] == "ai-pixel 0.1.0\n"
    assert process.returncode == 0
    process = start("train", "--help")
    assert "--classes" in process.communicate()[0]
    assert process.returncode == 0


def test_a_reader_that_leaves_gets_no_traceback(folder, model):
    process = start("predict", model, "--csv", PENGUINS, cwd=folder)
    process.stdout.close()
    assert "Error" not in process.stderr.read()
    assert process.wait(30) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_output_that_cannot_be_written_is_said(folder, model):
    with open("/dev/full", "w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "aipixel", "inspect", model],
            env={**os.environ, "PYTHONPATH": str(ROOT / "py")},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr == "ai-pixel: the output could not be written: No space left on device\n"


def test_names_that_the_terminal_cannot_write_are_no_trouble(folder):
    Path("data.csv").write_text("größe,farbe\n1,grün\n2,weiß\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "py"), "PYTHONIOENCODING": "ascii"}
    process = subprocess.run(
        [sys.executable, "-m", "aipixel", "train", "data.csv"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    assert "gr\\xfcn" in process.stdout
