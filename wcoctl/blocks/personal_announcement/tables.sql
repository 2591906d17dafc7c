-- Personalised announcements: a text with variables in braces.
CREATE TABLE personal (
    tenant     TEXT NOT NULL,
    block      TEXT NOT NULL,
    text       TEXT NOT NULL,
    user_name  TEXT NOT NULL,          -- what {user_name} stands for
    otherwise  TEXT NOT NULL,          -- prompt id: when a variable has no value, or speech is out of order
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
