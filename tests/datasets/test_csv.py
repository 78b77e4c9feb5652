"""load_csv reads strangers' files, and says in one line what is wrong with them."""

import warnings

import numpy as np
import pandas as pd
import pytest

from skmitigate.datasets._csv import load_csv, load_csv_rows
from skmitigate.exceptions import SkmitigateWarning

ROWS = [f"{i % 7},{'red' if i % 3 else 'blue'},{'yes' if i % 2 else 'no'}" for i in range(20)]


@pytest.fixture
def write(tmp_path):
    """Return a function that writes lines to a file."""

    def write(*lines):
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_columns_labels_and_name(write):
    data = load_csv(write("n,colour,y", *ROWS), "y")
    assert data.name == "table"
    assert list(data.X) == ["n", "colour"]
    assert data.X["n"].dtype == np.int64
    assert data.class_counts == {"no": 10, "yes": 10}


def test_path_may_be_text(write):
    assert len(load_csv(str(write("n,colour,y", *ROWS)), "y")) == 20


def test_target_may_stand_anywhere(write):
    assert list(load_csv(write("n,y,z", *ROWS), "y").X) == ["n", "z"]


@pytest.mark.parametrize("mark", ["", "NA", "NaN", "?", "null", "N/A"])
def test_missing_values(write, mark):
    data = load_csv(write("n,colour,y", *ROWS, f"{mark},{mark},no"), "y")
    assert data.X.iloc[-1].isna().all()
    assert data.X["n"].dtype == np.float64


def test_own_marks_of_missing(write):
    data = load_csv(write("n,colour,y", *ROWS, "-999,NA,no"), "y", missing=["-999"])
    assert np.isnan(data.X["n"].iloc[-1])
    assert data.X["colour"].iloc[-1] == "NA"


def test_rows_without_a_label_are_dropped_and_counted(write):
    with pytest.warns(SkmitigateWarning, match="dropped 2 of 22 rows without a value of 'y'"):
        data = load_csv(write("n,colour,y", *ROWS, "1,red,", "1,red,NA"), "y")
    assert len(data) == len(data.X) == 20
    assert data.X.index.tolist() == list(range(20))


def test_columns_that_name_the_row_are_dropped_by_name(write):
    lines = [f"{i},person {i},{row}" for i, row in enumerate(ROWS)]
    with pytest.warns(SkmitigateWarning, match="dropped 'unnamed_1', 'who', which only name rows"):
        data = load_csv(write(",who,n,colour,y", *lines), "y")
    assert list(data.X) == ["n", "colour"]


def test_infinite_numbers_count_as_missing(write):
    with pytest.warns(SkmitigateWarning, match="infinite numbers in 'n' count as missing"):
        data = load_csv(write("n,colour,y", *ROWS, "inf,red,no", "-inf,red,no"), "y")
    assert data.X["n"].isna().sum() == 2


def test_text_among_numbers_is_told(write):
    lines = [f"{i / 8},red,{'u' if i % 2 else 'v'}" for i in range(60)]
    with pytest.warns(SkmitigateWarning, match="column 'n' is read as text, since it has 'off' among its numbers"):
        load_csv(write("n,colour,y", *lines, "off,red,u", "off,red,v"), "y")


def test_warnings_point_at_the_caller(write):
    with pytest.warns(SkmitigateWarning) as caught:
        load_csv(write("n,colour,y", *ROWS, "1,red,"), "y")
    assert caught[0].filename == __file__


def test_clean_file_warns_of_nothing(write):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_csv(write("n,colour,y", *ROWS), "y")


def test_european_file(write):
    lines = [row.replace(",", ";").replace("0;", "0,5;", 1) for row in ROWS]
    assert 0.5 in load_csv(write("n;colour;y", *lines), "y").X["n"].tolist()


def test_round_trip_of_every_kind_of_column(tmp_path):
    n = 30
    frame = pd.DataFrame(
        {
            "float": np.linspace(0, 1, n).round(3),
            "int": np.arange(n),
            "bool": np.arange(n) % 3 == 0,
            "day": pd.date_range("2024-01-01", periods=n),
            "text": [f'a "b", {i % 4}\n'.strip() for i in range(n)],
            "y": np.where(np.arange(n) % 2, "u", "v"),
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    data = load_csv(tmp_path / "t.csv", "y")
    pd.testing.assert_frame_equal(data.X, frame.drop(columns="y"), check_dtype=False)
    np.testing.assert_array_equal(data.y, frame["y"])


@pytest.mark.parametrize(
    ("lines", "target", "message"),
    [
        (["n,colour,y"], "y", "has a header but no rows"),
        (["n,colour,y", *ROWS], "yy", r"no column 'yy'\. The columns are 'n', 'colour', 'y'\. Did you mean 'y'\?"),
        (["n,colour,y", *ROWS], "Color", r"Did you mean 'colour'\?"),
        (["n,colour,y", *ROWS], "zzzz", r"The columns are 'n', 'colour', 'y'\.$"),
        (["1,2,3", "4,5,6"], "y", "first line looks like data"),
        (["n,n,y", *ROWS], "y", "different column names, got 'n' more than once"),
        (["y", "1", "2"], "y", "at least one more column, got 1 column"),
        (["n,colour,y", *[row.rsplit(",", 1)[0] + "," for row in ROWS]], "y", "target column 'y' has no values"),
        (["who,y", *[f"person {i},{i % 2}" for i in range(20)]], "y", "no column is left.*'who'"),
        ([",".join(f"c{i}" for i in range(20)), ",".join("1" * 20)], "y", "'c11' and 8 more"),
    ],
)
def test_unusable_tables_are_refused_in_one_line(write, lines, target, message):
    with pytest.raises(ValueError, match=message) as caught:
        load_csv(write(*lines), target)
    assert "\n" not in str(caught.value)


def test_columns_that_name_the_row_are_kept_where_that_is_asked(write):
    path = write("id,name,y\n" + "".join(f"{i},n{i},{'ab'[i % 2]}\n" for i in range(12)))
    with pytest.warns(SkmitigateWarning, match="dropped 'id'"):
        assert list(load_csv(path, "y", keep=["name"]).X) == ["name"]
    assert list(load_csv(path, "y", keep=["name", "id"]).X) == ["id", "name"]


def test_rows_without_labels_are_read_alike(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a;b;id\n1,5;x;1\n;y;2\n", encoding="utf-8")
    rows = load_csv_rows(path)
    assert rows.columns.tolist() == ["a", "b", "id"]
    assert rows["a"].tolist()[0] == 1.5
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ValueError, match="a header but no rows"):
        load_csv_rows(path)
    path.write_text("a,a\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="'a' more than once"):
        load_csv_rows(path)
