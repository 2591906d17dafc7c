"""The audio of calls: RTP, what the ends send, and what is recognised in what they hear."""
