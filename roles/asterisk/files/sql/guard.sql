-- Why a call to outside may not begin: the arguments of parts/reached.sql.
SELECT @reached@
