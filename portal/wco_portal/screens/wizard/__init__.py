"""The wizard: a switchboard in eight steps, which writes nothing but the company's draft."""
