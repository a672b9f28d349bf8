"""What the agency does for all sites with one small team: notices, freezing, host names, and the overview of them all."""
