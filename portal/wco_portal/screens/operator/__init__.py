"""The operator's staff: all companies, and looking at one of them."""
