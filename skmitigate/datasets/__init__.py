"""Data to correct classifiers on: bundled sets, CSV files, and tables with a planted fault."""

from skmitigate.datasets._bundled import load_bundled
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset
from skmitigate.datasets._faulty import make_faulty_classification
from skmitigate.datasets._faulty_predictions import make_faulty_predictions
from skmitigate.datasets._planted_fault import PlantedFault

__all__ = [
    "Dataset",
    "PlantedFault",
    "load_bundled",
    "load_csv",
    "make_faulty_classification",
    "make_faulty_predictions",
]
