"""Charts of a scene: the rows by category, whole or in parts."""

from collections.abc import Mapping

import pandas as pd

from lib.scenes.scene import Chart, Series
from lib.scenes.subject import Subject


def by_category(of: Subject, frame: pd.DataFrame, title: str = "", scale: int = 0) -> Chart | None:
    """Return how many rows each category has; only those chosen, where any are. `scale` is what the
    longest bar of the charts beside it counts."""
    t = of.t
    if frame.empty:
        return None
    chosen = [c for c in of.vocabulary.categories if c.code in of.selection.category]
    categories = chosen or list(of.vocabulary.categories)
    counts = [int((frame["category"] == category.code).sum()) for category in categories]
    return Chart(
        title or t("登记资源，按类别（项）"),
        tuple(category.short(of.lang) for category in categories),
        (Series(t("项数"), tuple(counts), tuple(c.color for c in categories)),),
        of.none,
        scale,
    )


def stacked(of: Subject, title: str, parts: Mapping[str, pd.DataFrame]) -> Chart:
    """Return bars made of categories, one for each of `parts`, each a name and its rows."""
    present = [
        category
        for category in of.vocabulary.categories
        if any((rows["category"] == category.code).any() for rows in parts.values())
    ]
    series = [
        Series(
            category.short(of.lang),
            tuple(int((rows["category"] == category.code).sum()) for rows in parts.values()),
            (category.color,) * len(parts),
        )
        for category in present
    ]
    return Chart(title, tuple(parts), tuple(series), of.none)
