"""The picture of what a correction tried."""

from matplotlib.colors import to_hex

from skmitigate.plotting import TrialsDisplay
from skmitigate.plotting._axes import BETTER, WORSE


class Report:
    """What a correction report tells that is drawn."""

    def __init__(self, *trials, **changes):
        self.told = {
            "verdict": "corrected",
            "reason": "the metric is resolved",
            "model": "Model",
            "result": "class_balancing(prior)",
            "scoring": "accuracy",
            "gain": 0.02,
            "interval": [0.01, 0.03],
            "n_rows": 500,
            "n_candidates": 7,
            "trials": list(trials),
        } | changes

    def to_dict(self):
        return self.told


def trial(candidate, status="rejected", difference=0.01, iteration=0, **changes):
    interval = None if difference is None else [difference - 0.02, difference + 0.02]
    told = {"candidate": candidate, "status": status, "difference": difference, "interval": interval}
    return told | {"iteration": iteration, "harms": []} | changes


TRIALS = [
    trial("a"),
    trial("b", "accepted", 0.05),
    trial("c", "dropped", -0.03, interval=None),
    trial("d", "skipped", None),
    trial("e", "failed", None),
    trial("f", harms=[{"group": "x"}], iteration=1),
]


def marks(display):
    return [line for line in display.ax_.get_lines() if line.get_linestyle() == "None"]


def test_trials_stand_in_their_order_with_their_intervals():
    display = TrialsDisplay.from_report(Report(*TRIALS))
    assert [text.get_text() for text in display.ax_.get_yticklabels()] == ["a", "b", "c", "f"]
    assert [float(line.get_xdata()[0]) for line in marks(display)] == [0.01, 0.05, -0.03, 0.01]
    drawn = [tuple(line.get_xdata()) for line in display.ax_.get_lines() if len(set(line.get_xdata())) == 2]
    assert [ends for ends in drawn if ends != (0, 1)] == [tuple(t["interval"]) for t in TRIALS if t["interval"]]


def test_outcomes_have_marks_and_colours_of_their_own():
    display = TrialsDisplay.from_report(Report(*TRIALS))
    assert [line.get_marker() for line in marks(display)] == ["D", "o", "x", "v"]
    assert [to_hex(line.get_color()) for line in marks(display)][1::2] == [BETTER.lower(), WORSE.lower()]
    legend = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert legend == ["rejected", "accepted", "dropped early", "rejected for harm"]


def test_iterations_are_told_apart_and_what_is_not_drawn_is_counted():
    texts = [text.get_text() for text in TrialsDisplay.from_report(Report(*TRIALS)).ax_.texts]
    assert texts == ["iteration 1", "iteration 2", "Not compared or not shown: 1 failed, 1 skipped"]
    assert not TrialsDisplay.from_report(Report(TRIALS[0])).ax_.texts


def test_of_a_change_to_an_accepted_model_what_is_new_is_named():
    trials = [
        trial("a(1)", "accepted"),
        trial("b"),
        trial("b on a(1)", iteration=1),
        trial("a(1) on c on a(1)", "accepted", iteration=1),
        trial("d on a(1) on c", iteration=2),
        trial("other", iteration=2),
    ]
    display = TrialsDisplay.from_report(Report(*trials))
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert names == ["a(1)", "b", "+ b", "+ c", "+ d", "other"]


def test_title_has_the_gain_that_is_reported_with_rows_and_candidates():
    title = TrialsDisplay.from_report(Report(*TRIALS)).ax_.get_title(loc="left").replace("\n", " ")
    assert "accuracy gain +0.0200 [+0.0100, +0.0300] (95 %), corrected for the search" in title
    assert "500 rows, 7 candidates compared" in title
    kept = TrialsDisplay.from_report(Report(*TRIALS, verdict="kept", interval=None)).ax_.get_title(loc="left")
    assert kept == "kept: Model is returned as it was (500 rows, 7 candidates compared)"


def test_many_trials_are_cut_to_the_accepted_and_the_largest():
    many = [trial(f"t{i}", difference=i / 1000) for i in range(60)]
    many[3] = trial("accepted one", "accepted", 0.003)
    display = TrialsDisplay.from_report(Report(*many))
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert len(names) == 40
    assert names[0] == "accepted one"
    assert names[1:] == [f"t{i}" for i in range(21, 60)]
    assert "20 more trials are not shown" in display.ax_.texts[-1].get_text()


def test_where_nothing_was_compared_the_picture_gives_the_reason():
    display = TrialsDisplay.from_report(Report(TRIALS[3], reason="there are 3 errors, too few"))
    assert display.ax_.texts[0].get_text() == "No candidate was compared.\nthere are 3 errors, too few"


def test_long_names_are_shortened_and_do_not_overlap():
    display = TrialsDisplay.from_report(Report(*[trial(f"{i} $x$ {'long ' * 30}{i}") for i in range(30)]))
    display.figure_.canvas.draw()
    boxes = [text.get_window_extent().shrunk(0.9, 0.9) for text in display.ax_.get_yticklabels()]
    assert all(box.count_overlaps(boxes[i + 1 :]) == 0 for i, box in enumerate(boxes))
