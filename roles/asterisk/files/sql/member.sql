-- The member of a group whose interface has the extension ARG1, and whether the group has to know when the phone rang.
SELECT user, strategy = 'round_robin'
FROM queue_member
WHERE queue_name = '${WCO_TENANT}/${WCO_GROUP}' AND interface = 'Local/${ARG1}@wco_member/n'
