"""CSV text becomes records, or one line says where it goes wrong."""

import pytest

from skmitigate.datasets._csv_text import read_csv_text


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a file and reads it."""

    def read(content, delimiter=None, encoding="utf-8", target="y"):
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_csv_text(path, delimiter=delimiter, encoding=encoding, target=target)

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(read, delimiter):
    text = read("a,x,y\n1,u,2\n3,v,4\n".replace(",", delimiter))
    assert text.delimiter == delimiter
    assert text.header == ["a", "x", "y"]
    assert text.records == [["1", "u", "2"], ["3", "v", "4"]]


def test_decimal_commas_do_not_pass_for_delimiters(read):
    assert read("a;b;y\n1,5;2,5;u\n1,5;2,5;v\n").delimiter == ";"


def test_commas_in_the_header_do_not_hide_the_semicolon(read):
    assert read("a, b, c;d;y\n1;2;u\n").header == ["a, b, c", "d", "y"]


def test_delimiter_under_which_the_target_is_found_wins(read):
    assert read("a;b,c;y\n1;2,3;4\n", target="c;y").delimiter == ","
    assert read("a;b,c;y\n1;2,3;4\n", target="y").delimiter == ";"


def test_given_delimiter_is_taken(read):
    assert read("a:y\n1:2\n", delimiter=":").records == [["1", "2"]]


def test_one_column_has_no_delimiter(read):
    assert read("y\n1\n2\n").records == [["1"], ["2"]]


def test_quotes_hold_delimiters_newlines_and_quotes(read):
    assert read('a,y\n"1, ""one""\ntwo",u\n').records == [['1, "one"\ntwo', "u"]]


def test_spaces_around_fields_and_blank_lines_do_not_count(read):
    text = read("\n a , y \n\n1 , u\n   \n 2, v\n\n")
    assert text.header == ["a", "y"]
    assert text.records == [["1", "u"], ["2", "v"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_newlines(read, newline):
    assert read(f"a,y{newline}1,2{newline}").records == [["1", "2"]]


def test_byte_order_mark_is_taken_off(read):
    assert read(b"\xef\xbb\xbfa,y\n1,2\n").header == ["a", "y"]


def test_other_encoding_on_demand(read):
    assert read("a,y\n\u00e4,1\n".encode("latin-1"), encoding="latin-1").records == [["\u00e4", "1"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"table\.csv: the file is empty"),
        ("\n\n", "the file is empty"),
        ("a,b,y\n1,2,3\n\n1,2\n", r"line 4: expected 3 fields as in the header, got 2\. .* contains ',' must"),
        ('a,b\n"1\n2",3\n1,2,3\n', "line 4: expected 2 fields as in the header, got 3"),
        ('a,y\n1,2\n"1,2\n3,4\n', "line 3: the quoting is wrong"),
        ("a,y\n1,\u00e4\n".encode("latin-1"), r"line 2: expected utf-8 text, got a byte that is none \(0xe4\)"),
        (b"a,y\n\0\0,1\n", "zero bytes"),
    ],
)
def test_unreadable_text_is_refused_with_its_line(read, content, message):
    with pytest.raises(ValueError, match=message) as caught:
        read(content)
    assert "\n" not in str(caught.value)


def test_unknown_encoding(read):
    with pytest.raises(ValueError, match=r"name of an encoding.*got 'klingon'"):
        read("a,y\n", encoding="klingon")


def test_absent_file_and_directory(tmp_path):
    with pytest.raises(ValueError, match="there is no such file"):
        read_csv_text(tmp_path / "no.csv", delimiter=None, encoding="utf-8", target="y")
    with pytest.raises(ValueError, match="expected a CSV file, got a directory"):
        read_csv_text(tmp_path, delimiter=None, encoding="utf-8", target="y")


def test_enormous_field_is_taken_for_a_quote_that_does_not_end(read):
    with pytest.raises(ValueError, match=r"line 2: the quoting is wrong \(field larger than field limit"):
        read("a,y\n" + "x" * 200_000 + ",1\n")
