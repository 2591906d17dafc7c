"""Internal number (numer wewnętrzny): the caller dials a user or a group."""
