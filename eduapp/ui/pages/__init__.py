"""One file a page, each with a function `show`."""
