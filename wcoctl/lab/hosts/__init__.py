"""The lab's hosts: containers, what they are asked, and the records of their calls."""
