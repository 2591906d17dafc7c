-- One more conversation of a survey.
INSERT INTO survey_count (tenant, block, conversations) VALUES ('${ARG1}', '${ARG2}', 1)
ON CONFLICT (tenant, block) DO UPDATE SET conversations = conversations + 1
