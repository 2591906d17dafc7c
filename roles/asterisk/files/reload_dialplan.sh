# Reloads the dialplan and its queries, which may read another call plan then. PORT is that of SIP.
#
# A moment passes between the reloads, and func_odbc has no functions while it is reloaded. So new calls wait: their INVITEs are
# dropped, and edges send them again after half a second. Calls that have just come get on with their look-ups before. Whatever ends
# this script, after three seconds nothing is dropped any more.
set -e
table='table inet wco_reload'
trap 'nft delete $table 2>/dev/null || :' EXIT
nft delete $table 2>/dev/null || :
# "INVITE" behind the UDP header.
nft --file - <<END || echo 'calls do not wait: nft has failed'
$table {
    set held { type inet_service; flags timeout; elements = { $1 timeout 3s } }
    chain input {
        type filter hook input priority -10
        udp dport @held @th,64,48 0x494e56495445 drop
    }
}
END
sleep 0.2
for what in 'module reload extconfig' 'module reload func_odbc.so' 'dialplan reload'; do
    timeout --kill-after=5 60 asterisk -rx "$what"
done
