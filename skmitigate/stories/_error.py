"""The story of one prediction: what was right, how sure the model was, what others like it came to, what is unusual."""

from collections.abc import Mapping
from typing import Any

from skmitigate.stories._sentence import Fact, Sentence, look_up, say
from skmitigate.stories._story import Story
from skmitigate.stories._templates import ERROR as WORDS

#: Of fewer errors that would be there anyway nothing is said.
_SOME = 0.5


def error_story(told: Mapping[str, Any]) -> Story:
    """Return the sentences about one prediction: its classes, the model's sureness, its class, cause, columns."""
    facts = _facts(told)
    words = WORDS["wrong" if told["wrong"] else "right"]
    sentences = [
        say(words, {}, facts, n=told["n_rows"]),
        *_model(told, facts),
        *_class(told, facts),
        *_cause(told),
        *_columns(told, facts),
        *_now(told),
    ]
    return Story("error", tuple(sentences))


def _facts(told: Mapping[str, Any]) -> dict[str, Fact]:
    """Return what most sentences name, with expressions over the columns of the table."""
    i = told["position"]
    return {
        "row": Fact(told["row"], f"row[{i}]"),
        "y_true": Fact(told["y_true"], f"classes[y_true[{i}]]"),
        "y_pred": Fact(told["y_pred"], f"classes[y_pred[{i}]]"),
        "level": Fact(told["level"], "0.95"),
    }


def _model(told: Mapping[str, Any], facts: dict[str, Fact]) -> list[Sentence]:
    """Say how sure the model was, and how often it errs where it is about as sure."""
    model, i = told["model"], told["position"]
    if model is None:
        return [say(WORDS["no proba"], told, topic="model", known=False)]
    probas = {
        "proba_true": Fact(model["proba_true"], f"proba[{i}, y_true[{i}]]"),
        "proba_pred": Fact(model["proba_pred"], f"proba[{i}, y_pred[{i}]]"),
    }
    said = [say(WORDS["proba wrong" if told["wrong"] else "proba right"], told, facts | probas, topic="model")]
    if not model["follows"]:
        likeliest = {
            "likeliest": Fact(model["likeliest"], f"classes[proba[{i}].argmax()]"),
            "confidence": Fact(model["confidence"], f"proba[{i}].max()"),
        }
        said.append(say(WORDS["likeliest"], told, likeliest, topic="model"))
    test = ">=" if model["side"] == "at least" else "<="
    alike = f"others & (proba.max(axis=1) {test} proba[{i}].max())"
    few = f"few {model['side']}"
    return [*said, _share(model, model["side"], few, "model", alike, "errors", facts)]


def _class(told: Mapping[str, Any], facts: dict[str, Fact]) -> list[Sentence]:
    """Say how often rows of its class are taken for the other one, and how often that one is wrong."""
    true, taken = told["true_code"], told["pred_code"]
    of_true, of_pred = f"others & (y_true == {true})", f"others & (y_pred == {taken})"
    words, which = ("taken", f"(y_pred == {taken})") if told["wrong"] else ("missed", "errors")
    return [
        _share(told["of_true"], words, "few of class", "class", of_true, which, facts),
        _share(told["of_pred"], "predicted", "few predicted", "class", of_pred, "errors", facts),
    ]


def _share(
    share: Mapping[str, Any],
    words: str,
    few: str,
    topic: str,
    among: str,
    which: str,
    facts: dict[str, Fact],
) -> Sentence:
    """Say in how many of some rows something is so, or that they are too few to say."""
    n, k = f"np.sum({among})", f"np.sum({among} & {which})"
    counts = {"n_alike": Fact(share["n"], n), "n_such": Fact(share["k"], k)}
    if share["interval"] is None:
        return say(WORDS[few], {}, facts | counts, topic=topic, n=share["n"], known=False)
    low, high = (Fact(end, f"wilson({k}, {n})[{i}]") for i, end in enumerate(share["interval"]))
    counts |= {"rate": Fact(share["rate"], f"{k} / {n}"), "interval.0": low, "interval.1": high}
    return say(WORDS[words], {}, facts | counts, topic=topic, n=share["n"], interval=share["interval"])


def _cause(told: Mapping[str, Any]) -> list[Sentence]:
    """Say which findings of a diagnosis concern it, where there is one."""
    cause = told.get("cause")
    if cause is None or not told["wrong"]:
        return []
    shared = {
        "n_primary": Fact(cause["n_primary"], f"told['ledger']['counts'][{cause['kind']!r}]"),
        "n_all": Fact(cause["n_all"], "told['n_errors']"),
    }
    if cause["finding"] is None:
        return [say(WORDS["unexplained"], cause, shared, topic="cause", n=cause["n_all"], known=False)]
    at = f"told['findings'][{cause['finding']}]"
    said = [say(WORDS["cause"], cause, shared, topic="cause", at=at, n=cause["n_rows"])]
    if cause["expected"] >= _SOME:
        said.append(say(WORDS["expected"], cause, topic="cause", at=at, n=cause["n_errors"], known=False))
    if cause["others"]:
        which = f"if {told['position']} in rows and kind != {cause['kind']!r}"
        source = f"', '.join(kind for kind, rows in told['ledger']['applies'].items() {which})"
        said.append(
            say(WORDS["other causes"], cause, {"others": Fact(", ".join(cause["others"]), source)}, topic="cause")
        )
    return said


def with_cause(told: Mapping[str, Any], diagnosis: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a prediction with what a diagnosis of the same table says of it."""
    ledger, position = diagnosis["ledger"], told["position"]
    if ledger is None or not told["wrong"]:
        return {**told, "cause": None}
    if position not in ledger["rows"]:
        raise ValueError(
            f"Expected a diagnosis of the same table, got one that knows no error in row {told['row']}. "
            "Make it with analyze_errors from the table that the row is in."
        )
    kind = ledger["primary"][ledger["rows"].index(position)]
    kinds = [finding["kind"] for finding in diagnosis["findings"]]
    cause: dict[str, Any] = {"kind": kind, "n_primary": ledger["counts"][kind], "n_all": diagnosis["n_errors"]}
    if kind not in kinds:
        return {**told, "cause": {**cause, "finding": None}}
    at = kinds.index(kind)
    names = ("code", "n_errors", "n_rows", "p_value", "expected")
    others = [other for other, rows in ledger["applies"].items() if other != kind and position in rows]
    finding = {name: diagnosis["findings"][at][name] for name in names}
    return {**told, "cause": {**cause, **finding, "finding": at, "others": others}}


def _columns(told: Mapping[str, Any], facts: dict[str, Fact]) -> list[Sentence]:
    """Say in how many columns the row is unusual for its class, and in which it is like the other one."""
    columns = told["columns"]
    if columns is None:
        return []
    own, other = (f"right & (y_true == {told[code]})" for code in ("true_code", "pred_code"))
    counts = {
        "n_right": Fact(columns["n_right"], f"np.sum({own})"),
        "n_right_pred": Fact(columns["n_right_pred"], f"np.sum({other})"),
        "tail": Fact(columns["tail"], "0.05"),
    }
    n = columns["n_right"]
    if columns["reason"] is not None:
        return [say(WORDS[columns["reason"]], told, facts | counts, topic="columns", n=n, known=False)]
    said = []
    if columns["n_numeric"]:
        where = f"{told['position']}, {told['true_code']}"
        counts |= {name: Fact(columns[name], f"tails({where})[{name!r}]") for name in _TAILS}
        said.append(say(WORDS["unusual"], told, facts | counts, topic="columns", n=n))
    return said + [_column(line, told, own, other, facts | counts) for line in columns["shown"]]


_TAILS = ("n_numeric", "n_unusual", "expected_unusual")
_TESTS = {
    "higher": "(column({at}) < column({at})[{i}])",
    "lower": "(column({at}) > column({at})[{i}])",
    "level": "(column({at}) == column({at})[{i}])",
    "missing": "isna(column({at}))",
}


def _column(line: Mapping[str, Any], told: Mapping[str, Any], own: str, other: str, facts: dict[str, Fact]) -> Sentence:
    """Say how the row's value in a column compares with the rows of both classes."""
    test = _TESTS[line["side"]].format(at=line["at"], i=told["position"])
    values = {
        "column": Fact(line["column"], f"names[{line['at']}]"),
        "value": Fact(line["value"], f"column({line['at']})[{told['position']}]"),
        "beyond.0": Fact(line["beyond"][0], f"np.sum({own} & {test})"),
        "beyond.1": Fact(line["beyond"][1], f"np.sum({other} & {test})"),
    }
    return say(WORDS[line["side"]], {}, facts | values, topic="columns", n=told["columns"]["n_right"])


def _now(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what the classifier that a correction returned predicts for it, where that is known."""
    after = told.get("after")
    if after is None:
        return []
    y_after = look_up(told, "after.y_pred")
    return [say(WORDS["now right" if after["right"] else "now wrong"], told, {"y_after": y_after}, topic="now")]
