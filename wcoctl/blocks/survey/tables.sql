CREATE TABLE survey (
    tenant            TEXT NOT NULL,
    block             TEXT NOT NULL,
    one_in            INTEGER NOT NULL,
    min_talk_seconds  INTEGER NOT NULL,
    not_again_days    INTEGER NOT NULL,  -- 0 for not asked
    no_input_seconds  INTEGER NOT NULL,
    repeats           INTEGER NOT NULL,
    thanks            TEXT NOT NULL,     -- prompt id, '' for none
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_question (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    position  INTEGER NOT NULL,        -- from 1
    question  TEXT NOT NULL,
    prompt    TEXT NOT NULL,           -- prompt id
    digits    TEXT NOT NULL,           -- the digits that are an answer
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;
