-- What calls that did not come by a number have to know of a tenant.
SELECT timezone, redirect_minutes, redirect_refuse FROM tenant WHERE tenant = '${ARG1}'
