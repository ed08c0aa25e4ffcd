"""The annual meeting's story as plain values: scenes, and the shows that windows share."""

from lib.scenes.scene import AROUND_M as AROUND_M
from lib.scenes.scene import LONGEST_LABEL as LONGEST_LABEL
from lib.scenes.scene import TITLE as TITLE
from lib.scenes.scene import Chart as Chart
from lib.scenes.scene import Look as Look
from lib.scenes.scene import Number as Number
from lib.scenes.scene import Place as Place
from lib.scenes.scene import Scene as Scene
from lib.scenes.scene import Series as Series
from lib.scenes.scene import Table as Table
from lib.scenes.scene import shortened as shortened
from lib.scenes.story import STORY as STORY
from lib.scenes.story import scenes as scenes
