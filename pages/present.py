"""年会汇报: the scenes of the annual meeting on the hall's wall, and the speaker's own view."""

from lib.ui import stage, state
from lib.ui.view import current

view = current()
scenes = stage.scenes(view)
stage.follow_show(scenes)
here = stage.position_of(scenes, state.local("scene"))

stage.keys(view, scenes, here)
if state.local("view") == stage.SPEAKER:
    stage.draw_speaker(view, scenes, here)
else:
    stage.draw(view, scenes, here)
stage.listen()
