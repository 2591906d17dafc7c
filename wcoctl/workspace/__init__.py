"""The operator's side: a site's folder, read, checked, compiled, and described to Ansible."""
