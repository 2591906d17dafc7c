-- A leg whose minutes count is over; nothing happens if it was never answered.
UPDATE metered_leg SET ended = ${STRFTIME(,,%s%3q)} WHERE leg = '${ARG1}'
