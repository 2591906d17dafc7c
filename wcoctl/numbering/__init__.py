"""The world's numbering plans: to which country a number belongs, and what kind it is."""
