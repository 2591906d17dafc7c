-- Settings of personal_announcement.
SELECT otherwise FROM personal WHERE tenant = b.tenant AND block = b.block
