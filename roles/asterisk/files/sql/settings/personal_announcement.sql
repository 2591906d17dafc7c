SELECT otherwise FROM personal WHERE tenant = b.tenant AND block = b.block
