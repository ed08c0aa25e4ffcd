"""年会汇报: the scenes of the annual meeting on the hall's wall, and the speaker's own view."""

from lib.ui import stage, state
from lib.ui.view import current

view = current()
story = stage.scenes(view)
stage.drop_unknown(story)
stage.follow_show()
place = stage.position_of(story, state.local("scene"))

if state.local("view") == stage.SPEAKER:
    stage.draw_speaker(view, story, place)
else:
    stage.draw(view, story, place)
stage.listen()
