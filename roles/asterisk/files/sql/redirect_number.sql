-- A number that was dialled (ARG2: nine digits, or 00 and a country's code), if the tenant's calls may be redirected to it.
SELECT n.number
FROM (SELECT CASE WHEN '${ARG2}' GLOB '00[1-9]*' AND length('${ARG2}') BETWEEN 10 AND 17 THEN '+' || substr('${ARG2}', 3)
                  WHEN '${ARG2}' GLOB '[1-9]*' AND length('${ARG2}') = 9 THEN '+48${ARG2}' END AS number) AS n
JOIN tenant AS t ON t.tenant = '${ARG1}'
WHERE EXISTS (SELECT 1 FROM outgoing_country AS c
              WHERE c.tenant = t.tenant AND substr(n.number, 1, length(c.prefix)) = c.prefix)
  AND (t.premium OR NOT EXISTS (SELECT 1 FROM premium AS p WHERE substr(n.number, 1, length(p.prefix)) = p.prefix))
  AND NOT EXISTS (SELECT 1 FROM number AS m WHERE m.number = n.number)
