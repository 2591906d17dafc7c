-- How a menu or internal number block asks for digits.
SELECT prompt, retry_prompt, no_input, inter_digit, repeats, barge_in
FROM input
WHERE tenant = '${ARG1}' AND block = '${ARG2}'
