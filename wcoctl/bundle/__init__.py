"""The portal as hosts get it: one wheel of our own code, and those of the libraries, which hosts cannot fetch themselves."""
