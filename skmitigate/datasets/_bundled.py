"""Real data that scikit-learn ships."""

import difflib

import numpy as np
from sklearn import datasets

from skmitigate.datasets._dataset import Dataset

_ABOUT = {
    "digits": "Images of 8 x 8 pixels of handwritten digits (E. Alpaydin and C. Kaynak 1998, UCI)",
    "breast_cancer": "Measures of cell nuclei (W. Wolberg, O. Mangasarian and W. Street 1995, UCI)",
    "wine": "Chemical analyses of wines of three growers (S. Aeberhard and M. Forina 1992, UCI)",
    "iris": "Measures of the flowers of three kinds of iris (R. A. Fisher 1936)",
}


def load_bundled(name: str) -> Dataset:
    """Load a data set that scikit-learn ships; no network is needed.

    Parameters
    ----------
    name : {"digits", "breast_cancer", "wine", "iris"}
        Which one.

    Returns
    -------
    Dataset
        Rows and labels: a DataFrame with text labels, but for the digits an array of pixels with integers.

    Raises
    ------
    ValueError
        If there is no set of that name.

    See Also
    --------
    skmitigate.datasets.load_csv : A file of your own.

    Examples
    --------
    >>> from skmitigate.datasets import load_bundled
    >>> load_bundled("digits")
    Dataset('digits', 1797 rows, 64 columns, 10 classes)
    >>> load_bundled("iris").y[:2].tolist()
    ['setosa', 'setosa']
    """
    if name not in _ABOUT:
        near = difflib.get_close_matches(str(name), _ABOUT, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"Expected name to be one of {sorted(_ABOUT)}, got {name!r}.{hint}")
    if name == "digits":
        bunch = datasets.load_digits()
        return Dataset(name, bunch.data, bunch.target, _ABOUT[name])
    bunch = getattr(datasets, f"load_{name}")(as_frame=True)
    return Dataset(name, bunch.data, np.asarray(bunch.target_names)[bunch.target.to_numpy()], _ABOUT[name])
