-- menu, internal_number
SELECT iif(b.type = 'menu', 'wrong_key', 'wrong_number') || ',' || prompt || ',' || retry_prompt || ',' || no_input
       || ',' || inter_digit || ',' || repeats || ',' || barge_in
FROM input WHERE tenant = b.tenant AND block = b.block
