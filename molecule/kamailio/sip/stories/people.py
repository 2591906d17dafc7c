"""Numbers of those who call in more than one story."""

ADAM, BEATA, ZOFIA = "+48600200001", "+48600200002", "+48600200003"
"""May present acme's number; may not, and has direct calls; may present beta's number, and not acme's."""
ACME, BETA, FOREIGN = "+48221002000", "+48221002001", "+48225550000"
