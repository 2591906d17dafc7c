"""The companies' portal: people with rights configure their switchboard themselves, in a browser."""
