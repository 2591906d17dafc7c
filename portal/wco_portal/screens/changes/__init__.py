"""Changes: the draft compared with what is published, publishing it, what became of it, and earlier versions."""
