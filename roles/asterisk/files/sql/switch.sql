-- A switch that the calling user sets. ARG1 its kind, ARG2 name, ARG3 value, ARG4 the hours for which it holds (-1: for
-- good), ARG5 the time. It is newer than what it replaces, whatever the clocks say.
INSERT INTO switch (tenant, kind, name, value, until, changed, author, sent)
VALUES ('${WCO_TENANT}', '${ARG1}', '${ARG2}', '${ARG3}', iif(${ARG4} < 0, 0, (${ARG5} + 3600 * ${ARG4}) * 1000),
        CAST(unixepoch('subsec') * 1000 AS INTEGER), '${WCO_SERVED}', 0)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until,
    changed = max(excluded.changed, switch.changed + 1), author = excluded.author, sent = 0
