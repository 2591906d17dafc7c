-- A voice message has been recorded. ARG1 the message, ARG2 the moment, ARG3 whether anything was said.
UPDATE voicemail SET ended = ${ARG2}, said = ${ARG3} WHERE message = '${ARG1}'
