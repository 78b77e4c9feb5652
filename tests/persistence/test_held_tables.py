"""Tables inside of models are exchanged for what can be kept, and come back."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal
from sklearn.tree import DecisionTreeClassifier

from skmitigate.persistence._held_tables import HeldTable, with_tables, without_tables
from skmitigate.persistence._model_state import model_to_state
from skmitigate.persistence._sound_parts import parts_of

FRAME = pd.DataFrame({"a": [1.0, np.nan], "b": ["x", None]})


@pytest.fixture
def holder(iris):
    """A model that holds tables in several places, one of them twice."""
    model = DecisionTreeClassifier(max_depth=2).fit(*iris)
    model.held_ = {"frame": FRAME, "again": [FRAME], "column": (FRAME["a"],)}
    return model


def test_tables_come_back_where_they_were(holder, iris):
    plain = without_tables(holder)
    assert not [part for part in parts_of(plain) if isinstance(part, pd.DataFrame | pd.Series)]
    assert sum(isinstance(part, HeldTable) for part in parts_of(plain)) == 2
    back = with_tables(plain)
    assert_frame_equal(back.held_["frame"], FRAME)
    assert back.held_["again"][0] is back.held_["frame"]
    assert_series_equal(back.held_["column"][0], FRAME["a"])
    assert (back.predict(iris[0]) == holder.predict(iris[0])).all()


def test_the_model_that_was_given_is_not_changed(holder):
    without_tables(holder)
    assert holder.held_["frame"] is FRAME


def test_without_tables_there_is_no_copy(tree):
    assert without_tables(tree) is tree
    assert with_tables(tree) is tree


def test_a_table_that_cannot_be_written_is_refused(holder):
    holder.held_["odd"] = pd.DataFrame({"a": pd.interval_range(0, 2)})
    with pytest.raises(
        TypeError, match="DecisionTreeClassifier cannot be saved: it holds columns of the type interval"
    ):
        model_to_state(holder)
