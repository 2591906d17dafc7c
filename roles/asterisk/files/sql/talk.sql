-- A phone has answered: ARG1 the leg, ARG2 the moment. Its call is answered with it (trigger leg_answered).
UPDATE leg SET answered = ${ARG2}, result = 'answered' WHERE leg = '${ARG1}' AND ended = 0
