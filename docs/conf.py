"""Sphinx settings of the documentation: MyST Markdown, furo, every warning an error."""

project = "amends"
author = "the amends authors"
project_copyright = "the amends authors"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "amends"
html_copy_source = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nitpicky = True
