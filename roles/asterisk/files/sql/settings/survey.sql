SELECT one_in || ',' || min_talk_seconds || ',' || not_again_days || ',' || no_input_seconds || ',' || repeats || ',' || thanks
FROM survey WHERE tenant = b.tenant AND block = b.block
