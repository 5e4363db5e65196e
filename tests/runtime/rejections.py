"""Looking at the metric of rejections."""

from prometheus_client import REGISTRY

from app.runtime.rejections import Rejection


def rejected(kind: Rejection, venue: str = "") -> float:
    """How many rejections this process has counted."""
    return REGISTRY.get_sample_value("bronya_rejections_total", {"kind": kind, "venue": venue}) or 0
