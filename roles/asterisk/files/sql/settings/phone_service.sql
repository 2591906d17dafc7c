SELECT no_input || ',' || repeats FROM phone_service WHERE tenant = b.tenant AND block = b.block
