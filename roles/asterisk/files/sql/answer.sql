-- The answer to a question of a survey. ARG1 the answer, ARG2 the question, ARG3 the digit, ARG4 the moment.
INSERT INTO survey_answer (answer, call, tenant, block, question, digit, at)
VALUES ('${ARG1}', '${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${ARG2}', '${ARG3}', ${ARG4})
