SELECT group_concat(DISTINCT schedule) FROM rule WHERE tenant = b.tenant AND block = b.block AND schedule <> ''
