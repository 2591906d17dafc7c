SELECT one_in || ',' || min_talk || ',' || not_again_days || ',' || no_input || ',' || repeats || ',' || thanks
FROM survey WHERE tenant = b.tenant AND block = b.block
