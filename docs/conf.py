"""Settings of the documentation, which builds without a network and with warnings as errors."""

from importlib import import_module, metadata
from pkgutil import iter_modules
from typing import Any

import skmitigate

project = "skmitigate"
author = "skmitigate developers"
project_copyright = author
release = version = metadata.version("skmitigate")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_parser"]
templates_path = ["_templates"]
exclude_patterns = ["_build", "changes"]
html_theme = "alabaster"
html_theme_options = {"description": "Keep only what is shown to help"}
html_show_sourcelink = False

autodoc_typehints = "none"  # the docstrings say more: shapes, and what an Any may be
autosummary_generate = True
# Two files whose names differ in case only are one file on some systems.
autosummary_filename_map = {"skmitigate.evidence.flips": "skmitigate.evidence.flips-function"}
numpydoc_show_class_members = False  # the class template lists a class's own methods
myst_heading_anchors = 3
nitpick_ignore_regex = [
    # Without a network there is no inventory of other projects in which to look their names up.
    (r"py:.*", r"(imblearn|joblib|numpy|pandas|scipy|sklearn)\..*"),
]

ROOMS = [import_module(f"skmitigate.{m.name}") for m in iter_modules(skmitigate.__path__) if not m.name.startswith("_")]


def name_in_room(target: str) -> str | None:
    """Return where the API page documents ``skmitigate.Name``, ``Name`` or ``Name.member``."""
    path = target.removeprefix("skmitigate.")
    rooms = [room for room in ROOMS if path.partition(".")[0] in room.__all__]
    return f"{rooms[0].__name__}.{path}" if rooms else None


def resolve_short_name(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """Send a reference to a name without its room to the one place where the name is documented."""
    target = name_in_room(node.get("reftarget", "")) if node.get("refdomain") == "py" else None
    if target is None:
        return None
    domain = env.get_domain("py")
    return domain.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], target, node, contnode)


def skip_request_methods(app: Any, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """Leave out the ``set_*_request`` methods: scikit-learn writes them, and they link to its glossary."""
    return True if name.startswith("set_") and name.endswith("_request") else None


def setup(app: Any) -> None:
    """Connect the two functions above."""
    app.connect("missing-reference", resolve_short_name)
    app.connect("autodoc-skip-member", skip_request_methods)
