"""What nobody should send is answered with a 4xx that says what is wrong, and the server goes on."""

import io
import json
import struct
import zlib

import pytest
from PIL import Image
from sklearn.datasets import load_breast_cancer

ROW = load_breast_cancer(as_frame=True).data.iloc[0].to_dict()
JSON = {"content-type": "application/json"}
FORM = {"content-type": "multipart/form-data; boundary=x"}
LINE = ",".join(map(str, ROW.values()))
HEAD = ",".join(ROW)


def with_cell(value: str) -> bytes:
    """A body in which one number is another text."""
    return json.dumps({"row": ROW}).replace("17.99", value, 1).encode()


def chunks(n_bytes: int):
    """A body without Content-Length."""
    for _ in range(n_bytes // 10_000):
        yield b" " * 10_000


def image(width: int, height: int) -> bytes:
    """A PNG file that says it is so large, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")):
        parts += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return parts


def whole_image() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (50, 50)).save(file, "PNG")
    return file.getvalue()


BODIES = {
    "NaN": with_cell("NaN"),
    "Infinity": with_cell("Infinity"),
    "-Infinity": with_cell("-Infinity"),
    "1e400": with_cell("1e400"),
    "1e308": with_cell("1e308"),
    "-1e39": with_cell("-1e39"),
    "400 digits": with_cell("1" * 400),
    "10,000 digits": with_cell("1" * 10_000),
    "text for a number": with_cell('"17.99"'),
    "NaN as text": with_cell('"NaN"'),
    "true for a number": with_cell("true"),
    "list for a number": with_cell("[1]"),
    "object for a number": with_cell('{"$gt": 0}'),
    "leading zero": with_cell("017"),
    "hexadecimal": with_cell("0x11"),
    "missing column": json.dumps({"row": dict(list(ROW.items())[1:])}).encode(),
    "unknown column": json.dumps({"row": ROW | {"__class__": 1}}).encode(),
    "no columns": b'{"row": {}}',
    "short list": b'{"row": [1, 2]}',
    "long list": json.dumps({"row": [1] * 31}).encode(),
    "row of text": b'{"row": "1,2,3"}',
    "no row": b"{}",
    "null row": b'{"row": null}',
    "null": b"null",
    "list": b"[]",
    "number": b"1",
    "nothing": b"",
    "cut short": json.dumps({"row": ROW}).encode()[:-5],
    "two documents": json.dumps({"row": ROW}).encode() * 2,
    "unknown field": json.dumps({"row": ROW, "admin": True}).encode(),
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"row":' * 100_000,
    "bytes that are no UTF-8": b'{"row": "\xff\xfe"}',
    "lone surrogate as name": b'{"row": {"\\ud800": 1}}',
    "lone surrogate as model": b'{"row": [], "model": "\\ud800"}',
    "zero byte": json.dumps({"row": ROW, "model": "nuclei\0"}).encode(),
    "path as model": json.dumps({"row": ROW, "model": "../nuclei"}).encode(),
    "absolute path as model": json.dumps({"row": ROW, "model": "/etc/passwd"}).encode(),
    "long model": json.dumps({"row": ROW, "model": "a" * 10_000}).encode(),
    "markup as model": json.dumps({"row": ROW, "model": "<script>"}).encode(),
    "no such model": json.dumps({"row": ROW, "model": "nobody"}).encode(),
    "list as model": json.dumps({"row": ROW, "model": ["nuclei"]}).encode(),
    "too large": b" " * 3_000_000,
}
FILES = {
    "bytes": bytes(range(256)),
    "empty": b"",
    "header only": HEAD.encode(),
    "zero bytes": f"{HEAD}\n{LINE}\0\n".encode(),
    "ragged": f"{HEAD}\n{LINE},1\n".encode(),
    "open quote": f'{HEAD}\n"{LINE}\n'.encode(),
    "column twice": f"{HEAD},mean area\n{LINE},1\n".encode(),
    "missing column": f"{HEAD.partition(',')[2]}\n{LINE.partition(',')[2]}\n".encode(),
    "unknown column": f"{HEAD},x\n{LINE},1\n".encode(),
    "text for a number": f"{HEAD}\n{LINE.replace('17.99', 'x')}\n".encode(),
    "infinity": f"{HEAD}\n{LINE.replace('17.99', 'inf')}\n".encode(),
    "1e400": f"{HEAD}\n{LINE.replace('17.99', '1e400')}\n".encode(),
    "formula": f"{HEAD}\n{LINE.replace('17.99', '=cmd()')}\n".encode(),
    "huge field": f"{HEAD}\n{'1' * 200_000},{LINE}\n".encode(),
    "many columns": b"," * 300_000 + b"\n1",
    "too many rows": (f"{HEAD}\n" + f"{LINE}\n" * 20_001).encode(),
    "other encoding": f"{HEAD}\n{LINE}\n".encode("utf-16"),
    "too large": b"x" * 17_000_000,
}
IMAGES = {
    "text": b"not an image",
    "empty": b"",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "GIF": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "head only": b"\x89PNG\r\n\x1a\n",
    "cut short": whole_image()[:60],
    "pixels that are not there": image(1000, 1000),
    "a hundred million pixels": image(10_000, 10_000),
    "more pixels than memory": image(2**31 - 1, 2**31 - 1),
    "no pixels": image(0, 0),
}
PATHS = [
    ("GET", "/nothing", 404),
    ("GET", "/v1/predict", 405),
    ("PUT", "/v1/models/nuclei", 405),
    ("GET", "/v1/models/..%2f..%2fetc%2fpasswd", 404),
    ("GET", "/v1/models/%2e%2e", 422),
    ("GET", "/v1/models/nobody", 404),
    ("DELETE", "/models/nobody", 404),
    ("POST", "/v1/models/nobody/activate", 404),
    ("GET", "/v1/jobs/x", 422),
    ("GET", f"/v1/jobs/{'0' * 32}", 404),
    ("POST", f"/v1/jobs/{'0' * 32}/cancel", 404),
    ("GET", "/v1/stories/nobody", 404),
    ("GET", "/v1/stories/%00", 422),
    ("GET", "/v1/errors?limit=-1", 422),
    ("GET", "/v1/errors?limit=99999999999999999999", 422),
    ("GET", "/v1/errors?since=yesterday", 422),
    ("GET", "/v1/errors?since=0001-01-01T00:00:00", 422),
    ("GET", "/v1/errors?until=9999-12-31T23:59:59", 422),
    ("GET", "/v1/errors?since=2026-02-01&until=2026-01-01", 422),
    ("GET", "/v1/errors?days=99999999", 422),
    ("GET", "/v1/errors?model='; DROP TABLE predictions; --", 422),
    ("GET", "/v1/errors?unknown=1", 422),
    ("GET", "/v1/logs/export?format=exe", 422),
    ("GET", "/v1/monitor/drift?newest=0", 422),
    ("GET", "/v1/monitor/performance?by=second", 422),
]


def assert_problem(answer, *statuses):
    assert answer.status_code in (statuses or range(400, 500)), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["code"]
    assert told["detail"]
    assert len(answer.content) < 10_000


@pytest.fixture(autouse=True)
def alive(client):
    """The server answers afterwards."""
    yield
    assert client.get("/health").json()["status"] == "ok"


@pytest.mark.parametrize("name", BODIES)
def test_body(client, name):
    assert_problem(client.post("/v1/predict", content=BODIES[name], headers=JSON))


@pytest.mark.parametrize("name", FILES)
def test_csv_file(client, name):
    assert_problem(client.post("/v1/upload/csv", files={"file": ("a.csv", FILES[name])}), 413, 422)


@pytest.mark.parametrize("name", IMAGES)
def test_image(client, name):
    answer = client.post("/v1/upload/image", files={"file": ("a.png", IMAGES[name])}, data={"model": "digits"})
    assert_problem(answer, 413, 415, 422)


def test_image_for_a_model_of_other_columns(client):
    answer = client.post("/v1/upload/image", files={"file": ("a.png", whole_image())}, data={"model": "people"})
    assert answer.json()["code"] == "model-takes-no-images"


@pytest.mark.parametrize(("method", "path", "status"), PATHS)
def test_path(client, method, path, status):
    assert_problem(client.request(method, path), status)


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{}", {"content-type": "text/plain"}, 415),
        (b"{}", {}, 415),
        (b"<row/>", {"content-type": "application/xml"}, 415),
        (b"row=1", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"content-type": "application/json; charset=nonsense", "host": "evil.example"}, 403),
        (b"{}", {"content-type": "application/json", "sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_kind_of_content(client, content, headers, status):
    assert_problem(client.post("/v1/predict", content=content, headers=headers), status)


@pytest.mark.parametrize("content", [b"", b"x", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"])
def test_form_that_is_none(client, content):
    assert_problem(client.post("/v1/upload/csv", content=content, headers=FORM), 400, 422)


def test_body_without_length_is_limited_too(client):
    assert_problem(client.post("/v1/predict", content=chunks(20_000_000), headers=JSON), 413)


def test_answer_does_not_repeat_what_was_sent(client):
    answer = client.post("/v1/predict", json={"row": ROW | {"mean area": "secret-cell"}, "model": 5, "x": "secret"})
    assert "secret" not in answer.text
    answer = client.post("/v1/predict", json={"row": ROW | {"mean area": "secret-cell"}})
    assert "secret" not in answer.text
    assert answer.json()["errors"][0]["pointer"] == "/row/mean area"


def test_columns_are_named(client):
    rows = [ROW, {name: value for name, value in ROW.items() if name != "mean area"} | {"colour": 1}]
    told = client.post("/v1/predict/batch", json={"rows": rows}).json()
    assert [each["pointer"] for each in told["errors"]] == ["/rows/1", "/rows/1"]
    assert "'mean area'" in told["errors"][0]["message"]
    assert "'colour'" in told["errors"][1]["message"]


def test_method_that_is_not_there_lists_those_that_are(client):
    assert client.put("/v1/models/nuclei").headers["allow"] == "DELETE, GET"


def test_log_holds_no_inputs(server):
    server.client.post("/v1/predict", json={"row": ROW | {"mean area": 123456.789}})
    server.client.post("/v1/predict", json={"row": ROW | {"mean area": "secret-cell"}})
    server.client.post("/v1/upload/csv", files={"file": ("secret-name.csv", b"secret-column\n1\n")})
    server.client.get("/v1/models/secret-model")
    server.client.post("/v1/upload/csv", content=b"secret", headers=FORM)
    log = "".join(server.lines)
    assert "POST /v1/predict 422" in log
    assert "123456" not in log
    assert "secret" not in log
