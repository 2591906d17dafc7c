SELECT active || ',' || ring_seconds || ',' || wait_seconds || ',' || block_after_misses || ',' || block_minutes || ',' || confirm
       || ',' || told || ',' || background || ',' || vip || ',' || last_agent_days || ',' || return_minutes || ',' || callback_key
FROM call_group WHERE tenant = b.tenant AND block = b.block
