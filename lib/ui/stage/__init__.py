"""The stage: one scene filling the screen, driven by keys, dots, a timer or another window."""

from lib.ui.stage.hall import draw as draw
from lib.ui.stage.speaker import draw_speaker as draw_speaker
from lib.ui.stage.story import drop_unknown as drop_unknown
from lib.ui.stage.story import position_of as position_of
from lib.ui.stage.story import scenes as scenes
from lib.ui.stage.windows import SPEAKER as SPEAKER
from lib.ui.stage.windows import follow_show as follow_show
from lib.ui.stage.windows import listen as listen
