"""CSV files as people have them: read as they mean it, or refused in one sentence."""

import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from aipixel import PixelModel
from aipixel.neuron import sheet
from aipixel.neuron.features import Features
from aipixel.neuron.sheet import read_sheet
from aipixel.neuron.table import read_inputs, read_table
from hypothesis import example, given, settings
from hypothesis import strategies as st

TABLES = Path(__file__).parents[1] / "data" / "tables"
ROWS = [["1.5", "10", "no"], ["2.5", "20", "yes"], ["0.5", "30", "no"], ["4", "40", "yes"]]
HEADER = ["width", "height", "sold"]
MOST_SECONDS = 2.0


def text_of(rows, delimiter=",", header=HEADER):
    lines = [header, *rows] if header else rows
    return "\n".join(delimiter.join(row) for row in lines) + "\n"


def csv_of(*rows, header=("a", "b", "y")):
    return text_of([row.split(",") for row in rows], header=header).encode()


def tables(name):
    return (TABLES / f"{name}.csv").read_bytes()


def assert_is_the_usual(table):
    assert table.X.tolist() == [[1.5, 10], [2.5, 20], [0.5, 30], [4, 40]]
    assert table.y.tolist() == [0, 1, 0, 1]
    assert table.features == Features(
        ("width", "height"), (0.5, 10.0), (4.0, 40.0), ("no", "yes"), "sold"
    )


# Dialects


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dialect_is_read_alike(delimiter, encoding, newline):
    text = text_of(ROWS, delimiter).replace("\n", newline)
    table = read_table(text.encode(encoding))
    assert_is_the_usual(table)
    assert table.notes == []


@pytest.mark.parametrize(
    "text",
    [
        'width,height,sold\n"1.5","10","no"\n 2.5 , 20,yes\n\n0.5,30,"no"\n4,40,yes',
        "sep=;\nwidth;height;sold\n1,5;10;no\n2,5;20;yes\n0,5;30;no\n4,0;40;yes\n",
        "width,height,sold,,\n1.5,10,no,,\n2.5,20,yes,,\n0.5,30,no,,\n4,40,yes,,\n",
        "width,height,sold\n1.5,10,no,\n2.5,20,yes,\n0.5,30,no,\n4,40,yes,\n",
    ],
)
def test_quotes_blanks_decimal_commas_and_trailing_delimiters(text):
    assert_is_the_usual(read_table(text.encode()))


def test_decimal_commas_are_told_from_delimiters():
    sheet = read_sheet(b"1,5;2,5;3,5\n1,1;2,2;3,3\n")
    assert [column.numbers.tolist() for column in sheet.columns] == [
        [1.5, 1.1],
        [2.5, 2.2],
        [3.5, 3.3],
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("header", [HEADER, None])
def test_decimal_commas_stand_behind_every_other_delimiter(delimiter, header):
    rows = [[cell.replace(".", ",") for cell in row] for row in ROWS]
    table = read_table(text_of(rows, delimiter, header).encode())
    assert table.X.tolist() == [[1.5, 10], [2.5, 20], [0.5, 30], [4, 40]]


POINT = 'In "a" a point parts thousands: '
COMMA = 'In "a" a comma parts thousands: '
BLANK = 'In "a" a blank or apostrophe parts thousands: '


@pytest.mark.parametrize(
    ("delimiter", "cells", "numbers", "note"),
    [
        (";", ["1.250,00", "950,50"], [1250, 950.5], POINT + '"1.250,00" is 1250.'),
        (";", ["1.250", "0,5"], [1250, 0.5], POINT + '"1.250" is 1250.'),
        (";", ["1.250.000", "1.250"], [1250000, 1250], None),
        (";", ["1.250", "2.5"], [1.25, 2.5], ""),
        (";", ["1,250", "0,5"], [1.25, 0.5], ""),
        (";", ["-1.250,5", "\u22122,5", "+1,5"], [-1250.5, -2.5, 1.5], None),
        (",", ['"1,250.00"', "950"], [1250, 950], COMMA + '"1,250.00" is 1250.'),
        (",", ['"1,250"', "0.5"], [1250, 0.5], COMMA + '"1,250" is 1250.'),
        (",", ['"12,34,567"', "2.5"], [1234567, 2.5], None),
        (",", ['"1,5"', '"2,25"'], [1.5, 2.25], ""),
        ("\t", ["1 250,5", "950"], [1250.5, 950], BLANK + '"1 250,5" is 1250.5.'),
        ("\t", ["1\u202f250", "1\u00a0250.5"], [1250, 1250.5], None),
        ("|", ["1'250.5", "2’000"], [1250.5, 2000], None),
        (",", ["1.250", "2.375"], [1.25, 2.375], ""),
        (",", ["0.250", "12.375"], [0.25, 12.375], ""),
    ],
)
def test_marks_in_numbers_are_read_as_their_column_tells(delimiter, cells, numbers, note):
    rows = [[cell, str(index % 2)] for index, cell in enumerate(cells)]
    table = read_table(text_of(rows, delimiter, ["a", "y"]).encode())
    assert table.X[:, 0].tolist() == numbers
    if note is not None:
        assert table.notes == [note] * bool(note)


@pytest.mark.parametrize(
    ("delimiter", "cells", "numbers", "told"),
    [
        (";", ["1.250", "950"], [1250, 950], 'taken to part thousands: "1.250" is 1250'),
        (";", ["1,250", "950"], [1250, 950], 'taken to part thousands: "1,250" is 1250'),
        (";", ["1.250", "2.375"], [1.25, 2.375], 'for the decimal one: "1.250" is 1.25'),
        ("\t", ["1,250", "2,375"], [1.25, 2.375], 'for the decimal one: "1,250" is 1.25'),
        (",", ["1.250", "950"], [1.25, 950], 'for the decimal one: "1.250" is 1.25'),
        (",", ['"1,250"', '"2,375"'], [1250, 2375], 'taken to part thousands: "1,250" is 1250'),
        (";", ["1.250", "1300"], [1.25, 1300], 'for the decimal one: "1.250" is 1.25'),
    ],
)
def test_what_a_mark_is_taken_for_is_told_where_nothing_tells_it(delimiter, cells, numbers, told):
    rows = [[cell, str(index % 2)] for index, cell in enumerate(cells)]
    table = read_table(text_of(rows, delimiter, ["a", "y"]).encode())
    assert table.X[:, 0].tolist() == numbers
    (note,) = table.notes
    assert told in note


def test_another_column_tells_what_a_mark_is():
    table = read_table(b"a;b;y\n1.250;0,5;0\n2.250;1,5;1\n")
    assert table.X.tolist() == [[1250, 0.5], [2250, 1.5]]
    table = read_table(b"a;b;y\n1.250;0.5;0\n2.250;1.5;1\n")
    assert table.X.tolist() == [[1.25, 0.5], [2.25, 1.5]]


def test_numbers_of_two_notations_in_one_column_are_no_numbers():
    with pytest.raises(ValueError, match=r'text such as "1.250.000" \(line 2\)'):
        read_table(b"a;b;y\n1.250.000;1;0\n1.5;2;1\n", features=["a"])


def test_a_quoted_newline_is_part_of_its_cell():
    data = b'name,size,y\n"one\ntwo",1,a\nthree,2,b\nfour,x,a\n'
    with pytest.raises(ValueError, match=r'"x" \(line 5\)'):
        read_table(data, features=["size"])


def test_letters_of_windows_are_read_and_noted():
    data = "größe,preis,käufer\n1,2,Jörg\n2,1,Zoë\n".encode("cp1252")
    table = read_table(data)
    assert table.features.class_names == ("Jörg", "Zoë")
    assert table.features.label == "käufer"
    assert any("Windows-1252" in note for note in table.notes)


# Headers


def test_without_a_header_columns_have_numbers():
    table = read_table(text_of(ROWS, header=None).encode())
    assert table.features.names == ("column 1", "column 2")
    assert table.features.label == "column 3"
    assert any("first row is data" in note for note in table.notes)
    assert len(table.y) == 4


@pytest.mark.parametrize(
    ("text", "has_header"),
    [
        ("RI,Na,Mg,Type\n1.5,13,4,a\n1.6,12,3,b\n", True),
        ("NA,NA,setosa\n1,2,setosa\n3,4,virginica\n", False),
        ("yes,no,yes\nno,no,yes\nyes,yes,no\nno,no,no\n", False),
        ("q1,q2,q3\nno,no,yes\nyes,yes,no\n", True),
        ("1,a\n2,b\n", False),
        ("country;2019;2020;grew\nA;1,5;2;yes\nB;3;1;no\nC;3;1;no\n", True),
        ("country,2019,2020,grew\nA,100,200,yes\nB,300,250,no\nC,1,2,yes\n", True),
        ("2019,2020,2021\n1.5,2.5,0\n2.5,3.5,1\n", True),
        ("name,2020,kind\na,1.5,x\nb,2.5,y\nc,2.5,y\n", True),
        (",0,1,2,y\n0,5,7,9.5,a\n1,2,8,4.5,b\n2,2,8,4.5,b\n", True),
        ("400.5,401,401.5,kind\n7,2,9,a\n3,8,1,b\n3,8,1,b\n", True),
        ("apple,2020,fresh\npear,2021,rotten\nplum,2019,rotten\n", False),
        ("1,2,3,a\n4,5,6,b\n7,8,9,b\n", False),
        ("0,1,no\n1,1,yes\n1,0,yes\n", False),
        ("5.1,3.5,1.4,setosa\n4.9,3.0,1.4,setosa\n6.0,2.2,5.0,virginica\n", False),
    ],
)
def test_a_header_is_told_from_data(text, has_header):
    assert read_sheet(text.encode()).has_header is has_header


def test_years_that_are_names_are_told_and_found():
    data = b"country;2019;2020;grew\nA;1,5;2;yes\nB;3;1;no\nC;3,5;1;no\n"
    table = read_table(data, features=["2020"])
    assert (table.features.names, table.features.class_names) == (("2020",), ("no", "yes"))
    assert any("with numbers in it" in note for note in table.notes)


def test_thousands_of_columns_of_one_name_are_told_apart():
    sheet = read_sheet(("a," * 4999 + "y\n" + "1," * 4999 + "0\n").encode())
    assert sheet.names[4998] == "a (4999)"
    assert sum(map(len, sheet.notes)) < 500


def test_columns_of_one_name_are_told_apart():
    table = read_table(csv_of("1,2,n", "2,4,y", header=["a", "a", "y"]))
    assert table.features.names == ("a", "a (2)")
    assert any('"a (2)"' in note for note in table.notes)


def test_columns_are_found_by_name_by_number_and_whatever_the_case():
    data = text_of(ROWS).encode()
    for wanted in ("height", "HEIGHT", "2", " height "):
        assert read_table(data, features=[wanted]).features.names == ("height",)
    assert read_table(data, label="3").features.label == "sold"


# Labels


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("0", "1"),
        ("1", "2"),
        ("-1", "1"),
        ("2", "10"),
        ("false", "true"),
        ("No", "Yes"),
        ("n", "y"),
        ("negative", "positive"),
        ("benign", "malignant"),
    ],
)
@pytest.mark.parametrize("swapped", [True, False])
def test_class_1_is_the_larger_or_the_true_one(first, second, swapped):
    labels = [second, first] if swapped else [first, second]
    table = read_table(csv_of(*(f"{row},{row * 2},{label}" for row, label in enumerate(labels))))
    assert table.features.class_names == (first, second)
    assert table.y.tolist() == ([1, 0] if swapped else [0, 1])


def test_numbers_are_one_class_however_they_are_written():
    table = read_table(csv_of("1,5,0", "2,4,1.0", "3,3,0.0", "4,9,1"))
    assert table.y.tolist() == [0, 1, 0, 1]
    assert table.features.class_names == ("0", "1")


def test_minus_zero_is_zero():
    table = read_table(csv_of("1,5,0", "2,4,-0", "3,3,1", "4,9,-0.0"))
    assert table.y.tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("word", ["none", "None", "missing", "-", "--", "nil"])
@pytest.mark.parametrize("other", ["mild", "1"])
def test_a_class_may_be_called_what_else_is_a_missing_value(word, other):
    table = read_table(csv_of(f"1,5,{word}", f"2,4,{other}", f"3,3,{word}"))
    assert sorted(table.features.class_names, key=str.casefold) == sorted(
        [word, other], key=str.casefold
    )
    assert len(table.y) == 3


def test_a_third_class_called_none_is_asked_about():
    data = csv_of("1,5,none", "2,4,mild", "3,3,severe")
    with pytest.raises(ValueError, match=r"3 classes.* none \(1\)"):
        read_table(data)
    assert read_table(data, classes=["none", "mild"]).y.tolist() == [0, 1]


def test_a_class_called_na_is_asked_about():
    data = csv_of("1,5,NA", "2,4,EU", "3,3,NA")
    with pytest.raises(ValueError, match=r'only one class, "EU", as "NA" is taken for no value'):
        read_table(data)
    table = read_table(data, classes=["EU", "NA"])
    assert (table.y.tolist(), table.features.class_names) == ([1, 0, 1], ("EU", "NA"))


def test_spellings_of_one_class_are_one_and_told():
    rows = ["1,5,TRUE", "2,4,True", "3,3,true", "4,2,FALSE", "5,1,False ", "6,6,TRUE"]
    table = read_table(csv_of(*rows))
    assert table.features.class_names == ("FALSE", "TRUE")
    assert table.y.tolist() == [1, 1, 1, 0, 0, 1]
    assert '"TRUE", "True" and "true" are taken for one class.' in table.notes
    decomposed = read_table(csv_of("1,5,cafe\u0301", "2,4,caf\u00e9", "3,3,tea"))
    assert decomposed.y.tolist() == [0, 0, 1]


def test_classes_that_only_differ_in_capitals_stay_two_where_there_are_no_others():
    table = read_table(csv_of("1,5,a", "2,4,A", "3,3,a"))
    assert table.features.class_names == ("A", "a")


def test_a_feature_of_two_texts_may_be_called_none():
    table = read_table(csv_of("none,1,0", "some,3,1", "None,1,0", ",2,1", "some,2,1"))
    assert table.features.names == ("a=some", "b")
    assert table.X[:, 0].tolist() == [0, 1, 0, 1]


def test_names_show_what_is_not_to_be_seen():
    table = read_table("a\u202e,b,y\n1,2,x\u200b\n2,1,z\n".encode())
    assert table.features.names == ("a\\u202e", "b")
    assert table.features.class_names == ("x\\u200b", "z")


def test_more_than_two_classes_are_listed_and_two_can_be_chosen():
    with pytest.raises(ValueError, match=r"setosa \(50\), versicolor \(50\), virginica \(50\)"):
        read_table(tables("iris"))
    table = read_table(tables("iris"), classes=["Virginica", "setosa"])
    assert table.features.class_names == ("virginica", "setosa")
    assert len(table.y) == 100
    assert table.y.sum() == 50
    assert "50 rows of other classes left out." in table.notes


# Rows and columns


@pytest.mark.parametrize(
    "missing",
    ["", " ", "NA", "n/a", "NaN", "null", "NULL", "?", "-", "None", "inf", "-Infinity", "1e999"],
)
def test_rows_without_a_used_value_are_left_out_and_counted(missing):
    data = csv_of("1,1,0", f"{missing},2,1", "3,3,1", "4,?,0", "5,5,0", "6,6,NA")
    table = read_table(data)
    assert table.X.tolist() == [[1, 1], [3, 3], [5, 5]]
    assert '2 rows left out for want of a value in "a" and "b".' in table.notes
    assert "1 row without a label left out." in table.notes
    assert len(read_table(data, features=["b"]).y) == 4


def test_columns_that_tell_nothing_are_left_out_and_named():
    header = ["id", "text", "same", "empty", "x", "y"]
    rows = [f"{row + 7},t{row % 3},5,,{row % 4},{row % 2}" for row in range(12)]
    table = read_table(csv_of(*rows, header=header))
    assert table.features.names == ("x",)
    notes = " ".join(table.notes)
    for told in ('"id" (only', '"text" (holds text', '"same" (the same', '"empty" (nothing'):
        assert told in notes
    assert read_table(csv_of(*rows, header=header), features=["id"]).features.names == ("id",)


def test_a_column_of_two_texts_serves_as_0_and_1():
    table = read_table(csv_of("male,1,0", "female,3,1", "male,1,0", "NA,2,1", "female,2,1"))
    assert table.features.names == ("a=male", "b")
    assert table.X[:, 0].tolist() == [1, 0, 1, 0]
    assert 'Column "a" serves as 0 for female and 1 for male.' in table.notes
    for wanted in ("a", "a=male"):
        data = csv_of("male,1,0", "female,3,1")
        assert read_table(data, features=[wanted]).features.names == ("a=male",)


def test_of_many_columns_the_three_that_tell_most_are_picked():
    random = np.random.default_rng(3)
    X = random.random((300, 30))
    y = (3 * X[:, 4] - 2 * X[:, 17] + X[:, 25] + random.normal(0, 0.1, 300) > 1).astype(int)
    rows = [
        ",".join([*(f"{value:.5f}" for value in row), str(c)]) for row, c in zip(X, y, strict=True)
    ]
    header = [*(f"c{number}" for number in range(30)), "y"]
    began = time.process_time()
    table = read_table(csv_of(*rows, header=header))
    assert time.process_time() - began < 10
    assert table.features.names == ("c4", "c17", "c25")
    assert any('"c4", "c17" and "c25"' in note for note in table.notes)


def test_real_tables_are_learned_from():
    table = read_table(tables("breast_cancer"))
    model = PixelModel(3).train(table.X, table.y, features=table.features)
    assert model.accuracy(table.X, table.y) > 0.93
    table = read_table(tables("penguins"), label="species", classes=["Adelie", "Gentoo"])
    model = PixelModel(3).train(table.X, table.y, features=table.features)
    assert model.accuracy(table.X, table.y) == 1


def test_a_large_file_takes_seconds():
    random = np.random.default_rng(1)
    values = random.random((200_000, 5)).round(4).astype(str).tolist()
    lines = "\n".join(f"{','.join(row)},{'yes' if row[2] > '0.5' else 'no'}" for row in values)
    began = time.process_time()
    table = read_table(f"a,b,c,d,e,y\n{lines}".encode())
    assert time.process_time() - began < 20
    assert table.X.shape == (200_000, 3)
    assert "c" in table.features.names


def test_a_table_is_held_in_little_more_than_its_size():
    random = np.random.default_rng(1)
    rows = random.random((8000, 20)).round(5).astype(str).tolist()
    lines = "\n".join(f"{','.join(row)},{'yes' if row[2] > '0.5' else 'no'}" for row in rows)
    data = ",".join([*(f"c{n}" for n in range(20)), f"y\n{lines}"]).encode()
    tracemalloc.start()
    read_sheet(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000 + 3 * len(data)


# What is refused


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b,y\n", "no rows below"),
        (b"a\n1\n2\n", "one column"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<!DOCTYPE html><p>1,2", "web page"),
        (b'[{"a": 1, "y": 0}]', "JSON"),
        (b"{\\rtf1 a,b,y\\\n1,2,0}", "RTF"),
        (b"  <html>", "web page"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"1,2\n\x81\x8d,3\n", "not a text file"),
        (b"\xff\xfea", "UTF-16"),
        (b"a,b,y\n1,2,0\n1,2\n", "line 3 has 2 values where the first row has 3"),
        (b'a,b,y\n"x\ny",2,0\n1,2,0,9\n', "line 4 has 4 values"),
        (b'a,b,y\n1,2,0\n1,"2,0\n1,2,0\n', "line 3 has a quote"),
        (b"a,b,y\n1,2,0\n2,3,0\n", 'only one class, "0"'),
        (b"a,b,y\n1,2,\n2,3,?\n", "holds no values"),
        (b"a,y\nu,0\nv,1\nw,1\n", "no column can serve"),
        (b"a,y\n5,0\n5,1\n", "no column can serve"),
        (csv_of(*(f"{row},1,{row * 1.5}" for row in range(30))), "30 different numbers"),
        (csv_of("1,,0", "2,3,0", "3,2,0", "1,,1"), 'no row of class "1" has a value'),
        (f"{'n' * 201},y\n1,0\n2,1\n".encode(), "200 characters"),
    ],
)
def test_what_cannot_be_learned_from_is_named(data, words):
    with pytest.raises(ValueError, match=words):
        read_table(data)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"features": ["c"]}, 'no column "c": there are "n", "t", "k" and "y"'),
        ({"features": ["5"]}, 'no column "5"'),
        ({"features": ["n", "y"]}, '"y" is the label'),
        ({"features": ["t"]}, r'text such as "u" \(line 2\)'),
        ({"features": ["k"]}, "all its values are 5"),
        ({"features": ["n", "1"]}, "named twice"),
        ({"features": []}, "1 to 3 features, not 0"),
        ({"features": ["1"] * 4}, "1 to 3 features, not 4"),
        ({"label": "z"}, 'no column "z"'),
        ({"label": "t"}, r"3 classes.* u \(1\), v \(1\), w \(1\)"),
        ({"label": "k"}, "only one class"),
        ({"classes": ["0", "2"]}, 'no class "2": it has "0" and "1"'),
        ({"classes": ["0"]}, "two different classes"),
        ({"classes": ["0", "0 "]}, "two different classes"),
        ({"classes": ["0", "0.0"]}, "are one class"),
    ],
)
def test_choices_that_do_not_fit_are_named(choice, words):
    data = b"n,t,k,y\n1,u,5,0\n2,v,5,1\n3,w,5,1\n"
    with pytest.raises(ValueError, match=words):
        read_table(data, **choice)


def test_too_many_values_are_not_read(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_VALUES", 1_000_000)
    with pytest.raises(ValueError, match="more than 1 million values"):
        read_sheet(b",,,,,,,,,\n" * 100_001)


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(sheet, "LARGEST_SHEET", 10)
    with pytest.raises(ValueError, match="MB"):
        read_sheet(b"12345678901")


def assert_read_or_refused(data, **choice):
    began = time.process_time()
    try:
        table = read_table(data, **choice)
    except ValueError as error:
        refusal = str(error)
        table = None
    if table is None:
        assert "\n" not in refusal
        assert 5 < len(refusal) < 2000
    else:
        assert np.isfinite(table.X).all()
        assert set(table.y.tolist()) == {0, 1}
        assert table.X.shape == (len(table.y), len(table.features.names))
        model = PixelModel(table.X.shape[1])
        model.train(table.X, table.y, 10, features=table.features, fit_ranges=True)
        assert np.isfinite(model.predict_proba(table.X)).all()
    assert time.process_time() - began < MOST_SECONDS


@given(st.binary(max_size=300))
@example(b'"')
@example(b"\xff\xfe\x00\xd8")
@example(b"sep=;\n")
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data):
    assert_read_or_refused(data)


cells = st.sampled_from(
    ["", "0", "1", "2", "-3.5", "1e300", "1e-320", "nan", "inf", "?", "a", "b", "yes", '"', "1,5"]
)


@given(
    st.lists(st.lists(cells, min_size=1, max_size=6), max_size=12),
    st.sampled_from(",;\t|"),
    st.booleans(),
    st.sampled_from([None, "1", "a", "column 2"]),
)
@settings(deadline=None, max_examples=200)
def test_anything_like_a_table_is_read_or_refused(rows, delimiter, even, label):
    if even and rows:
        rows = [(row * 6)[: len(rows[0])] for row in rows]
    data = "\n".join(delimiter.join(row) for row in rows).encode()
    assert_read_or_refused(data, label=label)


# Rows to predict


FEATURES = Features(("width", "sex=male"), (0.0, 0.0), (1.0, 1.0))


def test_rows_to_predict_are_found_by_name():
    data = b"sex,other,Width\nmale,1,0.5\nfemale,2,\n?,3,1\nmale,4,inf\n"
    _, X = read_inputs(data, 2, FEATURES)
    np.testing.assert_array_equal(X, [[0.5, 1], [np.nan, 0], [1, np.nan], [np.nan, 1]])


def test_rows_to_predict_are_taken_in_order_where_there_are_no_names():
    _, X = read_inputs(b"0.1,1\n0.2,0\n", 2, FEATURES)
    assert X.tolist() == [[0.1, 1], [0.2, 0]]
    _, X = read_inputs(b"any,name\n0.1,1\n", 2, None)
    assert X.tolist() == [[0.1, 1]]
    _, X = read_inputs(b"0.5\n\n0.25\n", 1, None)
    assert X.tolist() == [[0.5], [0.25]]


@pytest.mark.parametrize(
    ("data", "features", "words"),
    [
        (b"width,height\n1,2\n", FEATURES, 'no column "sex=male": it has "width" and "height"'),
        (b"1,2,3\n", FEATURES, "no column"),
        (b"a,b,c\n1,2,3\n", None, "takes 2 inputs and knows no names.* 3 columns"),
        (b"", None, "empty"),
    ],
)
def test_columns_that_do_not_fit_the_model_are_named(data, features, words):
    with pytest.raises(ValueError, match=words):
        read_inputs(data, 2, features)


def test_a_number_to_predict_is_read_as_its_column_tells_also_beside_a_text():
    sheet, X = read_inputs(b"h;w\n1.250;3\nabc;4\n950;5\n", 2, None)
    assert X[0, 0] == 1250
    assert any("taken to part thousands" in note for note in sheet.notes)


def test_classes_that_differ_in_what_no_eye_sees_are_one():
    cells = ["a", "\u200ea", "b", "b\u200b", "\ufeffb", "a"]
    rows = "\n".join(f"{place},{cell}" for place, cell in enumerate(cells))
    assert read_table(f"x,k\n{rows}\n".encode()).y.tolist() == [0, 0, 1, 1, 1, 0]
