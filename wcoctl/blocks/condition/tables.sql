-- Conditions: the rule with the lowest position of which every criterion holds decides (exit rule_<position>), else the
-- exit otherwise. '' and -1 stand for "not asked".
CREATE TABLE rule (
    tenant         TEXT NOT NULL,
    block          TEXT NOT NULL,
    position       INTEGER NOT NULL,   -- from 1
    schedule       TEXT NOT NULL,
    schedule_open  INTEGER NOT NULL,   -- the state that fits: 1 open, 0 closed
    callers        TEXT NOT NULL,      -- list
    anonymous      INTEGER NOT NULL,   -- -1 not asked
    dialled        INTEGER NOT NULL,   -- 1: the dialled number has to be in rule_dialled
    variable       TEXT NOT NULL,      -- set by a webhook before
    equals         TEXT NOT NULL,
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_dialled (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    number    TEXT NOT NULL,
    PRIMARY KEY (tenant, block, position, number)
) STRICT, WITHOUT ROWID;
