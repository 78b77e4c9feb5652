"""The numbers of names."""

from skmitigate.monitoring._database import connect
from skmitigate.monitoring._label_value import LabelValue
from skmitigate.monitoring._registry import Registry, known_classes

ONE, TWO = LabelValue("integer", 1, "1"), LabelValue("integer", 2, "2")


def test_each_name_has_one_number_whoever_asks(log):
    connection = connect(log.path, timeout=1.0, durable=False)
    first, second = Registry(connection), Registry(connection)
    model = first.model("m")
    assert second.model("m") == model
    assert first.model("n") != model
    assert first.label(model, ONE) == second.label(model, LabelValue("text", None, "1"))
    assert first.column_set("[]", "[]") == second.column_set("[]", "[]")
    assert first.class_set(model, [ONE, TWO]) != first.class_set(model, [TWO, ONE])
    connection.close()


def test_classes_of_a_model_are_known_again(log):
    connection = connect(log.path, timeout=1.0, durable=False)
    registry = Registry(connection)
    registry.class_set(registry.model("m"), [ONE, TWO])
    assert known_classes(connection, "m", 2) == [ONE, TWO]
    assert known_classes(connection, "m", 3) is None
    assert known_classes(connection, "n", 2) is None
    registry.class_set(registry.model("m"), [TWO, ONE])
    assert known_classes(connection, "m", 2) is None
    connection.close()
