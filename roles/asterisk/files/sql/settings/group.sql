SELECT active || ',' || wait || ',' || vip || ',' || last_agent_days || ',' || return_minutes || ',' || callback_key
       || ',' || background || ',' || ring || ',' || block_after || ',' || block_minutes || ',' || confirm || ',' || told
FROM call_group WHERE tenant = b.tenant AND block = b.block
