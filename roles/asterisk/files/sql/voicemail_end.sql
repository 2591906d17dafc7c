-- A voice message has been recorded. ARG1 the message, ARG2 the moment.
UPDATE voicemail SET ended = ${ARG2} WHERE message = '${ARG1}'
