"""One walk through the pages in a real browser: what a visitor does, with nothing wrong in the console."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from examples.dashboard.samples import sample_csv, sample_picture

ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
#: In milliseconds; long, for machines that do other things too.
PATIENCE = 120_000


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def address(tmp_path):
    """Where the pages are served, by a server that has nothing yet."""
    port = free_port()
    command = [sys.executable, "-m", "examples.dashboard", "--folder", str(tmp_path / "kept"), "--port", str(port)]
    with (
        (tmp_path / "server.txt").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def wait_for(url):
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture
def visitor(address):
    """A browser at the first page; whatever goes wrong in it is noted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(PATIENCE)
        page.wrong = []
        page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(("data:", "blob:", address)) else page.wrong.append(asked.url),
        )
        page.goto(address)
        yield page
        browser.close()


@pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ, reason="there is no Chromium; .ci/install-browser installs it"
)
def test_visitor_walks_through_the_pages(visitor, tmp_path):
    go_to(visitor, "Live demo")
    for box, choice in (("Data", "Iris"), ("Classifier", "naive Bayes")):
        visitor.get_by_role("combobox", name=box).click()
        visitor.get_by_role("option", name=choice).click()
    visitor.get_by_role("button", name="Run the demo").click()
    visitor.get_by_text("Kept as it was").wait_for()
    go_to(visitor, "Errors")
    visitor.get_by_text("Primary causes").wait_for()
    visitor.get_by_role("button", name="Tell its story").click()
    visitor.get_by_text("How sure the model was").wait_for()
    go_to(visitor, "Mitigation results")
    page = tmp_path / "report.html"
    with visitor.expect_download() as download:
        visitor.get_by_role("button", name="Report (HTML)").click()
    download.value.save_as(page)
    assert "<script" not in page.read_text(encoding="utf-8")
    assert page.stat().st_size < 1_000_000
    upload(visitor, tmp_path)
    label_three_rows(visitor)
    assert visitor.wrong == []


def go_to(visitor, title):
    visitor.get_by_role("link", name=title).click()
    visitor.get_by_role("heading", name=title, exact=True).wait_for()


def uploader(visitor, label):
    """Return where a file goes; what the page showed before may still be there for a moment."""
    return visitor.get_by_test_id("stFileUploader").filter(has_text=label).locator("input[type=file]")


def upload(visitor, folder):
    """Upload a table, of which the columns are shown, and a picture, which is named."""
    go_to(visitor, "Upload")
    for name, content in (sample_csv(), sample_picture(7)):
        (folder / name).write_bytes(content)
    uploader(visitor, "A CSV file").set_input_files(folder / "sample.csv")
    visitor.get_by_text("400 rows").first.wait_for()
    visitor.get_by_role("radio", name="A picture of a digit").click()
    visitor.get_by_text("A dark digit on light paper is best").wait_for()
    uploader(visitor, "A picture of one digit").set_input_files(folder / "sample-7.png")
    visitor.get_by_text("This is a 7").wait_for()


def label_three_rows(visitor):
    """Have the model answer the rows that were held back, and label three of them."""
    go_to(visitor, "Label queue")
    visitor.get_by_role("button", name="Have the model answer them").click()
    visitor.get_by_text("Waiting for a label: 38").wait_for()
    for i in range(3):
        visitor.get_by_test_id("stButtonGroup").filter(has_text="It is").nth(i).get_by_role("radio").first.click()
    visitor.get_by_role("button", name="Save the labels").click()
    visitor.get_by_text("3 rows labelled").wait_for()
