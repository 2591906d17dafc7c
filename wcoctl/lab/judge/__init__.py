"""What a played call is compared with, and how it is told."""
