"""The operator's desk: a site's folder, read, checked, compiled, and described to Ansible."""
