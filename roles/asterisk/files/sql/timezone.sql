-- The time zone of a tenant.
SELECT timezone FROM tenant WHERE tenant = '${ARG1}'
