"""``wcoctl agent``: brings what companies publish in the portal into the workspace and to the hosts."""
