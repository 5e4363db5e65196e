"""The dashboard, the alert rules and docs/operations.md name metrics and labels that the code has, in PromQL."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY

from app.runtime import metrics, rejections
from app.usecases.messages import measure_ledger

ROOT = Path(__file__).parents[1]
PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy/grafana/bronya.json").read_text())
RULES: list[dict[str, Any]] = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"][0]["rules"]
ADDED_BY_PROMETHEUS = {"job", "instance", "le"}
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
MODULES = (metrics, rejections, measure_ledger)
"""Where metrics are defined."""


def labels_of_series() -> dict[str, set[str]]:
    """The labels of each series that processes show, by its name. `up` is Prometheus' own."""
    found: dict[str, set[str]] = {"up": set()}
    for collector in REGISTRY._collector_to_names:
        for metric in collector.collect():
            for suffix in SUFFIXES.get(metric.type, ()):
                found[metric.name + suffix] = set(getattr(collector, "_labelnames", ()))
    return found


SERIES = labels_of_series()


def expressions() -> Iterator[Any]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", []):
            yield pytest.param(target["expr"], target["legendFormat"], id=f"panel {panel['title']} {target['refId']}")
    for rule in RULES:
        yield pytest.param(rule["expr"], " ".join(rule["annotations"].values()), id=rule["alert"])


def selectors(expression: promql_parser.Expr) -> list[promql_parser.VectorSelector]:
    found: list[promql_parser.VectorSelector] = []

    def visit(part: promql_parser.Expr) -> None:
        if isinstance(part, promql_parser.MatrixSelector):
            found.append(part.vector_selector)
        elif isinstance(part, promql_parser.VectorSelector):
            found.append(part)

    promql_parser.walk(expression, visit)
    return found


def mistakes_in(expression: str, shown: str = "") -> set[str]:
    """Series and labels that no process has, in an expression and in the text that shows its labels."""
    found = selectors(promql_parser.parse(expression))
    assert found, "it names no metric"
    names = {selector.name or "" for selector in found}
    known = set().union(*(SERIES.get(name, set()) for name in names), ADDED_BY_PROMETHEUS)
    used = {matcher.name for selector in found for matcher in selector.matchers.matchers}
    for grouping in re.findall(r"\bby \(([^)]*)\)", expression):
        used |= set(re.split(r",\s*", grouping))
    used |= set(re.findall(r"{{\s*(?:\$labels\.)?(\w+)\s*}}", shown))
    return (names - SERIES.keys()) | (used - known)


@pytest.mark.parametrize(("expression", "shown"), list(expressions()))
def test_an_expression_names_what_the_code_has(expression: str, shown: str) -> None:
    assert mistakes_in(expression, shown) == set()


@pytest.mark.parametrize(
    ("expression", "mistake"),
    [
        ("rate(bronya_updates[5m])", "bronya_updates"),
        ('bronya_bookings_total{shop="x"}', "shop"),
        ("sum by (colour) (bronya_bookings_total)", "colour"),
    ],
)
def test_a_wrong_name_would_be_found(expression: str, mistake: str) -> None:
    assert mistakes_in(expression) == {mistake}
    with pytest.raises(ValueError, match="unclosed"):
        promql_parser.parse("sum by (rate(")


def test_every_metric_is_on_the_dashboard_or_in_an_alert_and_in_the_document() -> None:
    document = (ROOT / "docs/operations.md").read_text()
    text = json.dumps(DASHBOARD) + json.dumps(RULES)
    ours = {metric.name for collector in REGISTRY._collector_to_names for metric in collector.collect()}
    ours = {name for name in ours if name.startswith("bronya_")}
    assert len(ours) > 10
    assert {name for name in ours if name not in document} == set()
    # It counts what an upgrade of aiogram mends; nobody has to be woken.
    assert {name for name in ours if name not in text} == {"bronya_update_parts_skipped"}


def test_metrics_are_defined_where_this_test_looks() -> None:
    definition = re.compile(r"^from prometheus_client import .*(Counter|Gauge|Histogram)", re.MULTILINE)
    sources = [path for folder in ("app", "worker", "scheduler") for path in (ROOT / folder).rglob("*.py")]
    defining = {path for path in sources if "node_modules" not in path.parts and definition.search(path.read_text())}
    expected = {ROOT / f"{module.__name__.replace('.', '/')}.py" for module in MODULES}
    assert defining == expected


def test_every_rule_says_how_urgent_it_is_and_what_is_wrong() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in {"critical", "warning"}, rule["alert"]
        assert rule["annotations"]["summary"]
