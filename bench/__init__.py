"""What the site's work costs, and whether any of it is lost under load. Beside the site: nothing there imports this."""
