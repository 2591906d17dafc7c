-- A caller (ARG3) is asked at the moment ARG4.
INSERT INTO survey_caller (tenant, block, caller, asked) VALUES ('${ARG1}', '${ARG2}', '${ARG3}', ${ARG4})
ON CONFLICT (tenant, block, caller) DO UPDATE SET asked = excluded.asked
