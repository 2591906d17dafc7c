-- The spending guard locks a user until somebody unlocks them; no row is written when they are locked already.
INSERT INTO switch (tenant, kind, name, value, until, changed, author, sent)
VALUES ('${ARG1}', 'lock', '${ARG2}', 'on', 0, ${STRFTIME(,,%s%3q)}, '_guard', 0)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = 0, changed = excluded.changed,
    author = excluded.author, sent = 0
WHERE switch.value <> 'on'
