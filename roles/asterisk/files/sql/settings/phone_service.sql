SELECT no_input_seconds || ',' || repeats FROM phone_service WHERE tenant = b.tenant AND block = b.block
