"""Delete old predictions from a log, and keep how many they were."""

from typing import TYPE_CHECKING

import skmitigate.monitoring._sql as sql
from skmitigate.monitoring._read_rows import Selection

if TYPE_CHECKING:
    from sqlite3 import Connection


def purge_rows(connection: "Connection", selection: Selection, *, waiting: bool) -> int:
    """Delete the selected predictions with inputs and labels.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    selection : Selection
        Which.
    waiting : bool
        Whether to delete labels that were given before the window's end for predictions that never came, too.

    Returns
    -------
    int
        How many.

    Notes
    -----
    The counts go from those of the rows that are there to those of the rows that were, so that each agrees with what it
    counts.
    """
    where, values = selection.where()
    counts = connection.execute(f"{sql.ROW_COUNTS}{where}{sql.ROW_COUNTS_GROUPS}", values).fetchall()
    connection.executemany(sql.KEEP_COUNTS, counts)
    connection.executemany(sql.COUNT, [(*key, -n) for *key, n in counts])
    connection.executemany(sql.DROP_EMPTY_COUNTS, [tuple(key) for *key, _ in counts])
    for statement in (sql.PURGE_FEEDBACK, sql.PURGE_FEATURES, sql.PURGE_PREDICTIONS):
        connection.execute(f"{statement}{where})", values)
    if waiting:
        connection.execute(sql.PURGE_WAITING, (selection.window.until,))
    return sum(n for *_, n in counts)
