-- The warning that was given: the value, in per cent.
INSERT INTO package_use (tenant, month, warned) VALUES ('${ARG1}', '${ARG2}', ${VALUE})
ON CONFLICT (tenant, month) DO UPDATE SET warned = excluded.warned
