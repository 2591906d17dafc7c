"""The draft: what a company's people change before they publish it, checked by the rules of the controller."""
