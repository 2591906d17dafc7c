-- menu, internal_number
SELECT prompt || ',' || retry_prompt || ',' || no_input_seconds || ',' || inter_digit_seconds || ',' || repeats || ',' || barge_in
FROM input WHERE tenant = b.tenant AND block = b.block
