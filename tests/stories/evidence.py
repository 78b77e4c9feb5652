"""Check that a story says nothing without evidence, and that its evidence comes from where it says."""

import re

import numpy as np
import pandas as pd
from scipy.stats import norm

NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def wilson(k, n):
    """The interval of Wilson (1927) at 95 %, from its formula."""
    z, p = norm.ppf(0.975), k / n
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)


def names_of_row(table, position, X=None, told=None):
    """What the sources in the story of one row are expressions of."""
    errors = table.y_true != table.y_pred
    others = np.arange(len(errors)) != position
    right = others & ~errors
    frame = None if X is None else pd.DataFrame(X).iloc[table.row].reset_index(drop=True)

    def column(j):
        return frame.iloc[:, j].to_numpy()

    def tails(i, code):
        counts = {"n_numeric": 0, "n_unusual": 0, "expected_unusual": 0.0}
        for j in range(frame.shape[1]):
            if not isinstance(column(j)[i], float | int | np.number) or pd.isna(column(j)[i]):
                continue
            if {type(value) for value in column(j) if not pd.isna(value)} & {str, bool, np.bool_}:
                continue
            values = column(j)[right & (table.y_true == code)]
            values = values[~pd.isna(values)]
            if len(values) < 20:
                continue
            x, n = column(j)[i], len(values)
            far = sum(values >= x) <= n / 20 or sum(values <= x) <= n / 20
            counts["n_numeric"] += 1
            counts["n_unusual"] += int(far)
            counts["expected_unusual"] += 2 * (n // 20 + 1) / (n + 1)
        return counts

    known = {name: getattr(table, name) for name in ("classes", "y_true", "y_pred", "proba", "row")}
    columns = None if X is None else getattr(X, "columns", [f"x{j}" for j in range(np.shape(X)[1])])
    known |= {"np": np, "isna": pd.isna, "column": column, "tails": tails, "wilson": wilson, "names": columns}
    return known | {"errors": errors, "others": others, "right": right, "told": told}


def check_story(story, names):
    """Every digit of a story stands in its evidence, and every piece of evidence is what its source gives."""
    n_facts = 0
    for sentence in story.sentences:
        assert "".join(text for text, _ in sentence.parts()) == sentence.text
        words = "".join(text for text, fact in sentence.parts() if fact is None)
        assert not re.search(r"\d", words), words
        for fact in sentence.evidence:
            check_fact(fact, names)
        n_facts += len(sentence.evidence)
    return n_facts


def check_fact(fact, names):
    """A piece of evidence is what its source gives, and is said as it is."""
    value = eval(fact.source, dict(names))
    if isinstance(value, str | bool | np.bool_) or value is None or isinstance(fact.value, str):
        assert fact.value == (value if value is None or isinstance(value, bool | np.bool_) else str(value)), fact
        return
    assert np.isclose(fact.value, value, rtol=1e-9, atol=1e-12), (fact, value)
    said = fact.said.removesuffix(" %").removesuffix("%")
    number = float(NUMBER.search(said)[0])
    if fact.said.startswith("< "):
        assert fact.value < number
        return
    scale = 100 if said != fact.said else 1
    digits = NUMBER.search(said)[0]
    last = 10.0 ** -len(digits.partition(".")[2]) if "e" not in digits else abs(number) * 0.01
    near = {abs(scale * fact.value - number), abs(100 * fact.value - number)}  # in points, too
    assert min(near) <= 0.5 * last + 1e-9 or np.isclose(number, fact.value, rtol=1e-3), fact
