-- Menu and internal number: a prompt, then digits. `longest` is the number of digits of the longest internal number
-- that may be dialled here, 0 if none may; `keys` is 1 for a menu.
CREATE TABLE input (
    tenant               TEXT NOT NULL,
    block                TEXT NOT NULL,
    prompt               TEXT NOT NULL,  -- prompt id
    retry_prompt         TEXT NOT NULL,  -- prompt id, '' for the system prompt "invalid"
    no_input_seconds     INTEGER NOT NULL,
    inter_digit_seconds  INTEGER NOT NULL,
    repeats              INTEGER NOT NULL,
    barge_in             INTEGER NOT NULL,
    keys                 INTEGER NOT NULL,
    longest              INTEGER NOT NULL,
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
