"""The same pages as a project made with Wagtail's own means serves them, to compare with. No app of the site."""
