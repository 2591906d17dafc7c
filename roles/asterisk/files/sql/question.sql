-- A question of a survey by its position.
SELECT question, prompt, digits FROM survey_question
WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND position = ${ARG3}
