"""wcoctl: from typed tenant specs to a running hosted virtual PBX service."""

__version__ = "0.1.0"
