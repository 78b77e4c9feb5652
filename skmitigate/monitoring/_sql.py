"""All SQL of the prediction log, in the words that SQLite and PostgreSQL share; no name in it comes from a user.

Times are microseconds since 1970 UTC, hours are whole hours since then. A label stands in `label` once for each model;
0 in the place of a label in `hour_count` and `purged_count` means that there is none yet. Matrices never become binary
objects: cells, probabilities and names are JSON text, whose numbers are written so that they read back the same.
INTEGER means 64 bits, as in SQLite; PostgreSQL calls that BIGINT.
"""

#: What stands behind each table in SQLite: types are checked.
STRICT = " STRICT"

_COUNTS = """(
    hour INTEGER NOT NULL,
    model INTEGER NOT NULL REFERENCES model (id),
    y_pred INTEGER NOT NULL REFERENCES label (id),
    y_true INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (hour, model, y_pred, y_true)
)"""

#: Version 1, one statement each.
SCHEMA_1 = (
    """CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
)""",
    """CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model (id),
    kind TEXT NOT NULL CHECK (kind IN ('integer', 'real', 'boolean', 'text')),
    whole INTEGER,
    text TEXT NOT NULL,
    UNIQUE (model, text)
)""",
    """CREATE TABLE class_set (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL REFERENCES model (id),
    labels TEXT NOT NULL,
    UNIQUE (model, labels)
)""",
    """CREATE TABLE column_set (
    id INTEGER PRIMARY KEY,
    names TEXT NOT NULL,
    kinds TEXT NOT NULL,
    UNIQUE (names, kinds)
)""",
    """CREATE TABLE prediction (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    model INTEGER NOT NULL REFERENCES model (id),
    y_pred INTEGER NOT NULL REFERENCES label (id),
    y_true INTEGER REFERENCES label (id),
    confidence REAL,
    class_set INTEGER REFERENCES class_set (id),
    proba TEXT
)""",
    """CREATE TABLE features (
    prediction INTEGER PRIMARY KEY REFERENCES prediction (number),
    column_set INTEGER NOT NULL REFERENCES column_set (id),
    cells TEXT NOT NULL
)""",
    """CREATE TABLE feedback (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    time INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('integer', 'real', 'boolean', 'text')),
    whole INTEGER,
    text TEXT NOT NULL
)""",
    f"CREATE TABLE hour_count {_COUNTS}",
    f"CREATE TABLE purged_count {_COUNTS}",
    "CREATE INDEX prediction_time ON prediction (time)",
    "CREATE INDEX prediction_error ON prediction (time) WHERE y_true <> y_pred",
    "CREATE INDEX feedback_id ON feedback (id)",
    """CREATE VIEW readable_prediction AS
SELECT p.number, p.id, p.time, m.name AS model, g.text AS y_pred, t.text AS y_true, p.confidence
FROM prediction p
JOIN model m ON m.id = p.model
JOIN label g ON g.id = p.y_pred
LEFT JOIN label t ON t.id = p.y_true""",
)

# --- what is looked up, and made where it is not there ------------------------------------------------------------

MODEL_ID = "SELECT id FROM model WHERE name = ?"
ADD_MODEL = "INSERT INTO model (name) VALUES (?) ON CONFLICT (name) DO NOTHING"
MODELS = "SELECT id, name FROM model ORDER BY name"
LABEL_ID = "SELECT id FROM label WHERE model = ? AND text = ?"
ADD_LABEL = "INSERT INTO label (model, kind, whole, text) VALUES (?, ?, ?, ?) ON CONFLICT (model, text) DO NOTHING"
LABELS = "SELECT id, kind, text FROM label"
LABELS_OF_MODEL = "SELECT id, kind, whole, text FROM label WHERE model = ?"
CLASS_SET_ID = "SELECT id FROM class_set WHERE model = ? AND labels = ?"
ADD_CLASS_SET = "INSERT INTO class_set (model, labels) VALUES (?, ?) ON CONFLICT (model, labels) DO NOTHING"
CLASS_SETS = "SELECT id, labels FROM class_set"
CLASS_SETS_OF_MODEL = "SELECT labels FROM class_set WHERE model = ?"
COLUMN_SET_ID = "SELECT id FROM column_set WHERE names = ? AND kinds = ?"
ADD_COLUMN_SET = "INSERT INTO column_set (names, kinds) VALUES (?, ?) ON CONFLICT (names, kinds) DO NOTHING"
COLUMN_SETS = "SELECT id, names, kinds FROM column_set"

# --- writing ------------------------------------------------------------------------------------------------------

LAST_NUMBER = "SELECT coalesce(max(number), 0) FROM prediction"
ADD_PREDICTION = (
    "INSERT INTO prediction (number, id, time, model, y_pred, y_true, confidence, class_set, proba) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
ADD_FEATURES = "INSERT INTO features (prediction, column_set, cells) VALUES (?, ?, ?)"
ADD_FEEDBACK = "INSERT INTO feedback (id, time, kind, whole, text) VALUES (?, ?, ?, ?, ?)"
SET_LABEL = "UPDATE prediction SET y_true = ? WHERE number = ?"
COUNT = (
    "INSERT INTO hour_count (hour, model, y_pred, y_true, n) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (hour, model, y_pred, y_true) DO UPDATE SET n = hour_count.n + excluded.n"
)
DROP_EMPTY_COUNTS = "DELETE FROM hour_count WHERE n = 0 AND hour = ? AND model = ? AND y_pred = ? AND y_true = ?"
ANY_FEEDBACK = "SELECT EXISTS (SELECT 1 FROM feedback)"
#: To be followed by as many question marks as there are ids, and a closing bracket.
KNOWN_OF = "SELECT id, number, time, model, y_pred, y_true FROM prediction WHERE id IN ("
FEEDBACK_OF = "SELECT id, kind, whole, text FROM feedback WHERE id IN ("
FEEDBACK_ORDER = ") ORDER BY number"

# --- reading ------------------------------------------------------------------------------------------------------

ROWS = (
    "SELECT p.number, p.id, p.time, p.model, p.y_pred, p.y_true, p.confidence, p.class_set, p.proba, "
    "f.column_set, f.cells FROM prediction p LEFT JOIN features f ON f.prediction = p.number"
)
ROWS_WITHOUT_FEATURES = (
    "SELECT p.number, p.id, p.time, p.model, p.y_pred, p.y_true, p.confidence, p.class_set, p.proba, NULL, NULL "
    "FROM prediction p"
)
OLDEST_FIRST = " ORDER BY p.time, p.number"
NEWEST_FIRST = " ORDER BY p.time DESC, p.number DESC"
LIMIT = " LIMIT ?"
USED_CLASS_SETS = "SELECT DISTINCT p.class_set FROM prediction p"
USED_PREDICTED = "SELECT DISTINCT p.y_pred FROM prediction p"
USED_TRUE = "SELECT DISTINCT p.y_true FROM prediction p"
USED_COLUMN_SETS = "SELECT DISTINCT f.column_set FROM prediction p LEFT JOIN features f ON f.prediction = p.number"
#: Counts by hour, model, predicted and true label: from the roll-up, from the rows, and of rows that were purged.
HOUR_COUNTS = "SELECT p.hour, p.model, p.y_pred, p.y_true, p.n FROM hour_count p"
PURGED_COUNTS = "SELECT p.hour, p.model, p.y_pred, p.y_true, p.n FROM purged_count p"
ROW_COUNTS = "SELECT p.time / 3600000000, p.model, p.y_pred, coalesce(p.y_true, 0), count(*) FROM prediction p"
ROW_COUNTS_GROUPS = " GROUP BY p.time / 3600000000, p.model, p.y_pred, coalesce(p.y_true, 0)"
ANY_PROBA = "SELECT count(p.class_set) FROM prediction p"
PURGED = "SELECT coalesce(sum(p.n), 0) FROM purged_count p"
SPAN = "SELECT min(p.time), max(p.time) FROM prediction p"
WAITING = "SELECT count(DISTINCT f.id) FROM feedback f WHERE NOT EXISTS (SELECT 1 FROM prediction p WHERE p.id = f.id)"
#: Conditions; joined with AND, all values bound.
SINCE, UNTIL = "p.time >= ?", "p.time < ?"
SINCE_HOUR, UNTIL_HOUR = "p.hour >= ?", "p.hour < ?"
OF_MODEL = "p.model = ?"
OF_ID = "p.id = ?"
IS_LABELLED = "p.y_true IS NOT NULL"
IS_WRONG = "p.y_true <> p.y_pred"

# --- purging ------------------------------------------------------------------------------------------------------

KEEP_COUNTS = (
    "INSERT INTO purged_count (hour, model, y_pred, y_true, n) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (hour, model, y_pred, y_true) DO UPDATE SET n = purged_count.n + excluded.n"
)
PURGE_FEEDBACK = "DELETE FROM feedback WHERE id IN (SELECT p.id FROM prediction p"
PURGE_WAITING = (
    "DELETE FROM feedback WHERE time < ? AND NOT EXISTS (SELECT 1 FROM prediction p WHERE p.id = feedback.id)"
)
PURGE_FEATURES = "DELETE FROM features WHERE prediction IN (SELECT p.number FROM prediction p"
PURGE_PREDICTIONS = "DELETE FROM prediction WHERE number IN (SELECT p.number FROM prediction p"
