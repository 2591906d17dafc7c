-- Settings of survey.
SELECT one_in || ',' || min_talk_seconds || ',' || not_again_days || ',' || no_input_seconds || ',' || repeats || ',' || thanks
FROM survey WHERE tenant = b.tenant AND block = b.block

-- ODBC_WCO_QUESTION reads wco_plan.
-- A question of a survey by its position.
SELECT question, prompt, digits FROM survey_question
WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND position = ${ARG3}

-- ODBC_WCO_SURVEY reads wco_live.
-- Whether this caller (ARG3) was asked after the moment ARG4, and how many conversations of this survey were counted.
SELECT EXISTS (SELECT 1 FROM survey_caller
               WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND caller = '${ARG3}' AND asked > ${ARG4}),
       coalesce((SELECT conversations FROM survey_count WHERE tenant = '${ARG1}' AND block = '${ARG2}'), 0)

-- ODBC_WCO_ANSWER writes wco_spool.
-- The answer to a question of a survey. ARG1 the answer, ARG2 the question, ARG3 the digit, ARG4 the moment.
INSERT INTO survey_answer (answer, call, tenant, block, question, digit, at)
VALUES ('${ARG1}', '${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${ARG2}', '${ARG3}', ${ARG4})

-- ODBC_WCO_SURVEY_COUNT writes wco_live.
-- One more conversation of a survey.
INSERT INTO survey_count (tenant, block, conversations) VALUES ('${ARG1}', '${ARG2}', 1)
ON CONFLICT (tenant, block) DO UPDATE SET conversations = conversations + 1

-- ODBC_WCO_SURVEY_CALLER writes wco_live.
-- A caller (ARG3) is asked at the moment ARG4.
INSERT INTO survey_caller (tenant, block, caller, asked) VALUES ('${ARG1}', '${ARG2}', '${ARG3}', ${ARG4})
ON CONFLICT (tenant, block, caller) DO UPDATE SET asked = excluded.asked
