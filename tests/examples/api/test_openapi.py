"""What the server does is what its OpenAPI document says, whatever is sent."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

#: How many requests each operation gets; more in a run by hand.
CASES = int(os.environ.get("SKMITIGATE_API_CASES", "3"))
#: Whether a row fits is known to the model, and not to the document.
_NOT_ASKED = ("positive_data_acceptance",)

load_all_checks()


@pytest.fixture(scope="module")
def schema(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


def test_operations_fail_only_as_documented(schema):
    asked = [CHECKS.get_one(name) for name in CHECKS.get_all_names() if name not in _NOT_ASKED]
    operations = [result.ok() for result in schema.get_all_operations()]
    for operation in operations:

        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            case.validate_response(case.call(), checks=asked)

        ask()
    assert len(operations) > 30


def test_document_lists_the_operations_that_were_asked_for(schema):
    paths = set(schema.raw_schema["paths"])
    asked = {"/health", "/v1/predict", "/v1/predict/batch", "/v1/upload/csv", "/v1/upload/image", "/v1/explain"}
    asked |= {"/v1/errors", "/v1/errors/analyze", "/v1/stories/{prediction_id}", "/v1/feedback", "/v1/strategies"}
    asked |= {"/v1/jobs", "/v1/models", "/v1/monitor/performance", "/v1/monitor/drift", "/v1/logs/export", "/v1/report"}
    asked |= {"/predict", "/predict/batch", "/upload/image", "/analyze/errors", "/mitigate", "/models"}
    asked |= {"/logs/errors", "/logs/performance", "/logs/export", "/logs/report"}
    assert asked <= paths


def test_every_operation_documents_its_errors_as_problems(schema):
    for path, operations in schema.raw_schema["paths"].items():
        for method, operation in operations.items():
            problems = {status: answer for status, answer in operation["responses"].items() if status[0] in "45"}
            assert {"400", "403", "500"} <= set(problems), (method, path)
            for answer in problems.values():
                assert list(answer["content"]) == ["application/problem+json"], (method, path)
