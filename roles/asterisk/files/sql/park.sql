-- What a tenant says about parked calls: the language, how long they wait, and how long the user is rung then.
SELECT language, park_seconds, transfer_ring_seconds FROM tenant WHERE tenant = '${ARG1}'
