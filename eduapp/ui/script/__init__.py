"""What Streamlit runs, in a folder of its own: it takes the files of a `pages/` beside its script for its own pages."""
