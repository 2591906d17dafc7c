"""Group (grupa): members who replace each other at answering."""
