"""The errors and warnings that callers of skmitigate may want to catch.

::

    Exception
    ├── ValueError
    │   ├── InvalidModelFile        what is in a file is not a saved model that may be loaded
    │   └── NotApplicable           a detector or a strategy cannot say anything here, and why
    │       └── TooExpensive        a detector that would take too long on this much data
    └── RuntimeError
        ├── DiagnosisFailed         a diagnosis has findings that it must not have
        ├── PredictionLogError      the file of a prediction log cannot be used, or not as asked
        └── StopSearch              raised by a callback to end a search
    Warning
    └── UserWarning
        └── SkmitigateWarning       the parent of all our warnings
            ├── RareClassWarning    a class has fewer rows than there are folds
            ├── CalibrationWarning  probabilities that have not come true are to be believed
            ├── CandidateFailedWarning  a candidate raised while it was tried; the search went on
            ├── CheckpointWarning   a result could not be kept, or could not be read again
            ├── FittedRowsWarning   rows that a model was fitted on are taken for new ones
            ├── ModelVersionWarning a saved model answers a little otherwise than it did where it was saved
            └── PredictionLogWarning  predictions could not be logged; predicting went on
"""

__all__ = [
    "CalibrationWarning",
    "CandidateFailedWarning",
    "CheckpointWarning",
    "DiagnosisFailed",
    "FittedRowsWarning",
    "InvalidModelFile",
    "ModelVersionWarning",
    "NotApplicable",
    "PredictionLogError",
    "PredictionLogWarning",
    "RareClassWarning",
    "SkmitigateWarning",
    "StopSearch",
    "TooExpensive",
]


class InvalidModelFile(ValueError):
    """Raised where a file is not a saved model, was cut short or changed, or holds what may not be loaded."""


class NotApplicable(ValueError):
    """Raised by a detector or a strategy that has nothing to say about this case; the message is the reason."""


class TooExpensive(NotApplicable):
    """Raised by a detector that would take too long on data of this size; the message says what its limit is."""


class DiagnosisFailed(RuntimeError):
    """Raised by a diagnosis that has findings of the kinds or the severity that it was asked to fail on.

    Parameters
    ----------
    message : str
        What was found, as text.
    codes : tuple of str, default=()
        The codes of the findings that it failed on.
    """

    def __init__(self, message: str, codes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.codes = codes


class PredictionLogError(RuntimeError):
    """Raised where the file of a prediction log cannot be used; the message names the file and says what to do."""


class StopSearch(RuntimeError):
    """Raised by a callback to end a search as if its budget were used up; the message goes into the report."""


class SkmitigateWarning(UserWarning):
    """Parent of all warnings that skmitigate issues."""


class RareClassWarning(SkmitigateWarning):
    """A class has fewer rows than there are folds, so some folds are fitted without it."""


class CalibrationWarning(SkmitigateWarning):
    """Probabilities on which an estimate rests have not come true on labelled rows."""


class CandidateFailedWarning(SkmitigateWarning):
    """A candidate raised an exception while it was tried; it is recorded as failed and the search goes on."""


class CheckpointWarning(SkmitigateWarning):
    """A result could not be kept in the checkpoint's folder, or could not be read again and is computed anew."""


class FittedRowsWarning(SkmitigateWarning):
    """Rows on which errors are to be counted are among those that the model was fitted on."""


class ModelVersionWarning(SkmitigateWarning):
    """A saved model gives slightly other probabilities with these versions of packages than where it was saved."""


class PredictionLogWarning(SkmitigateWarning):
    """Predictions could not be logged; they were made all the same, and the log has counted them."""
