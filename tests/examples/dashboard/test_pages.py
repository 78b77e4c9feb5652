"""Every page loads with nothing in the workspace, and with a run; every control acts."""

import re
import tomllib
from pathlib import Path

import pytest

VIEWS_FOLDER = Path(__file__).parents[3] / "examples" / "dashboard" / "views"
VIEWS = sorted(path.stem for path in VIEWS_FOLDER.glob("*.py"))
#: Buttons that start work in another process; they have tests of their own.
WORKING = {"demo run", "compare models", "compare strategies", "correct csv"}
KINDS = (
    "selectbox",
    "multiselect",
    "number_input",
    "toggle",
    "button_group",
    "slider",
    "text_input",
    "checkbox",
    "radio",
)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("view", VIEWS)
def test_empty_page_says_what_to_do_and_has_a_button(view, page):
    shown = page(view)
    assert shown.title
    assert shown.app.button or shown.app.get("file_uploader")
    assert len(shown.text) > 100


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("view", VIEWS)
def test_full_page_loads_in_the_dark_too(view, page):
    shown = page(view)
    shown.app.context["theme"] = "dark"
    assert shown.run().title


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("view", VIEWS)
def test_every_button_acts(view, page):
    """Each leads to another page, or changes what this one shows."""
    for key in [button.key for button in page(view).app.button if button.key not in WORKING]:
        shown = page(view)
        if not shown.app.button(key=key).disabled:
            before = (shown.title, shown.text, shown.downloads)
            shown.click(key)
            assert (shown.title, shown.text, shown.downloads) != before, key


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("view", VIEWS)
def test_every_choice_can_be_made_and_survives_a_visit_elsewhere(view, page):
    elsewhere = "mitigation" if view == "errors" else "errors"
    shown = page(view)
    widgets = [(kind, element.key) for kind in KINDS for element in shown.app.main.get(kind)]
    for kind, key in widgets:
        found = [element for element in shown.app.main.get(kind) if element.key == key]
        if found and choose_another(found[0]):
            chosen = shown.run().app.session_state[key]
            assert shown.go_to(elsewhere).go_to(view).app.session_state[key] == chosen, key


def choose_another(element):
    """Choose what is not chosen; return whether there is anything."""
    if element.type in ("toggle", "checkbox"):
        element.set_value(not element.value)
    elif element.type in ("number_input", "slider"):
        element.set_value(element.min if element.value != element.min else element.value + (element.step or 1))
    elif element.type == "multiselect":
        element.set_value(element.value[1:] or [element.options[0]])
    elif element.type == "selectbox" and len(element.options) > 1:
        element.select_index((element.index or 0) + 1 if (element.index or 0) + 1 < len(element.options) else 0)
    elif element.type == "button_group" and not isinstance(element.value, list):
        element.set_value(next(option for option in element.options if option != element.value))
    else:
        return False
    return True


def test_figures_stand_beside_what_they_rest_on(page):
    for view in ("overview", "live_demo", "errors", "mitigation"):
        shown = page(view)
        bases = [caption.value for caption in shown.app.caption]
        assert len([basis for basis in bases if re.search(r"n = \d+", basis)]) >= len(shown.app.metric)


@pytest.mark.usefixtures("full")
def test_report_can_be_downloaded(page):
    assert {"report html", "report json", "trials csv"} <= set(page("mitigation").downloads)


def test_pages_listen_on_this_machine_only_and_report_to_nobody():
    config = tomllib.loads((VIEWS_FOLDER.parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["maxUploadSize"] <= 20
