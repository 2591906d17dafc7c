"""Webhook (wywołaj serwer): the answer of a company's own server chooses the way."""
