"""Rectangles on paper."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle: its left, top, width and height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return self.x + self.w / 2, self.y + self.h / 2

    def hits(self, other: "Box") -> bool:
        """Whether two rectangles overlap."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )

    def holds(self, other: "Box") -> bool:
        """Whether `other` lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.w <= self.x + self.w
            and other.y + other.h <= self.y + self.h
        )

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies inside, off the rim."""
        return self.x < x < self.x + self.w and self.y < y < self.y + self.h

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the rectangle that is nearest to (x, y)."""
        return min(max(x, self.x), self.x + self.w), min(max(y, self.y), self.y + self.h)
