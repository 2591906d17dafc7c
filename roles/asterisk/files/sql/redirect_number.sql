-- A number that was dialled (ARG1: nine digits, or 00 and a country's code), unless it is a main number: those are no phones.
SELECT n.number
FROM (SELECT CASE WHEN '${ARG1}' GLOB '00[1-9]*' AND length('${ARG1}') BETWEEN 10 AND 17 THEN '+' || substr('${ARG1}', 3)
                  WHEN '${ARG1}' GLOB '[1-9]*' AND length('${ARG1}') = 9 THEN '+48${ARG1}' END AS number) AS n
WHERE NOT EXISTS (SELECT 1 FROM number AS m WHERE m.number = n.number)
