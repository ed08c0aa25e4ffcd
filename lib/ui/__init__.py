"""What Streamlit draws: the table of pages, a session's state, parts, panels and the stage."""
