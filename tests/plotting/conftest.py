"""Pictures are drawn without a screen, and closed."""

import matplotlib as mpl
import pytest


@pytest.fixture(autouse=True)
def _no_screen():
    """Draw into memory, and leave no figure open."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    yield
    plt.close("all")
