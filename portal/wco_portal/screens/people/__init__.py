"""The company's accounts: who may log in, and who may do what."""
