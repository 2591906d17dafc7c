-- The variables that its rules ask for.
SELECT group_concat(DISTINCT upper(variable)) FROM rule WHERE tenant = b.tenant AND block = b.block AND variable <> ''
