-- Whether this caller (ARG3) was asked after the moment ARG4, and how many conversations of this survey were counted.
SELECT EXISTS (SELECT 1 FROM survey_caller
               WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND caller = '${ARG3}' AND asked > ${ARG4}),
       coalesce((SELECT conversations FROM survey_count WHERE tenant = '${ARG1}' AND block = '${ARG2}'), 0)
