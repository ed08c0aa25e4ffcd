"""Scenes as slides to hand out: PPTX with native charts and tables, PDF and PNG drawn here.

`formats` makes them. Nothing of it is exported here, as python-pptx and its kind take memory that
a server, which shares the views of the map with the slides, never needs.
"""
