#!/bin/bash
# run.sh NAME IMAGE [--ip=ADDRESS] [podman run option...]
#
# Starts one systemd container, lets the lab's SSH key in, waits until its
# systemd has booted, and prints its IP address.
set -eu
name=$1 image=$2
shift 2
cache=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wco}
network=${LAB_NETWORK:-lab-net}
subnet=${LAB_SUBNET:-10.78.0.0/24}
range=${LAB_RANGE:-10.78.0.128/26}       # addresses for containers without --ip

# A fixed address needs a fixed MAC address: netavark announces no new one, so
# that host and peers would send to the old MAC address for 30 s and more.
for option; do
    case $option in
        --ip=*)
            IFS=. read -r a b c d <<<"${option#--ip=}"
            set -- "$@" "$(printf -- '--mac-address=02:00:%02x:%02x:%02x:%02x' "$a" "$b" "$c" "$d")"
            ;;
    esac
done

# crun refuses the hybrid cgroup layout; runc works on it.
runtime=()
[ -e /sys/fs/cgroup/cgroup.controllers ] || runtime=(--runtime=runc)

# Podman's default is to raise the ulimits, which fails where root lacks
# CAP_SYS_RESOURCE: so the caller's (podman itself cuts nproc to pid_max).
nofile=$(ulimit -Hn)
nproc=$(cat /proc/sys/kernel/pid_max)
case $(ulimit -Hu) in
    unlimited) ;;
    *) [ "$(ulimit -Hu)" -ge "$nproc" ] || nproc=$(ulimit -Hu) ;;
esac

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9                                  # one at a time, up to "exec 9>&-"
[ -e "$cache/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$cache/id_ed25519"
podman network exists "$network" ||
    podman network create --subnet "$subnet" --ip-range "$range" "$network" >/dev/null

# No --privileged: with exactly these capabilities systemd ends up "running",
# and can neither set the host's clock nor load modules. No --cgroupns=private:
# on cgroup v1 all containers' systemds would then share the host's root group.
podman "${runtime[@]}" run --detach --name "$name" --hostname "${name#lab-}" \
    --network "$network" --network-alias "${name#lab-}" --label owner=lab \
    --systemd=always --stop-signal=RTMIN+3 \
    --ulimit "nofile=$nofile:$nofile" --ulimit "nproc=$nproc:$nproc" \
    --cap-add=SYS_ADMIN,NET_ADMIN,NET_RAW,NET_BROADCAST,SYS_PTRACE,SYS_NICE \
    --cap-add=IPC_LOCK,MKNOD,AUDIT_WRITE,AUDIT_CONTROL,DAC_READ_SEARCH,SYSLOG \
    --security-opt=seccomp=unconfined --security-opt=apparmor=unconfined \
    --security-opt=unmask=ALL "$@" "$image" >/dev/null 9>&-   # conmon stays: not with the lock

# A bridge without a MAC address of its own has its ports' lowest one. Then a
# container that comes or goes changes it, and the others' connections to the
# host hang for up to a minute. The bridge is new with its first container.
bridge=$(podman network inspect --format '{{.NetworkInterface}}' "$network")
mac=02:4c:41:42:00:01
[ "$(cat "/sys/class/net/$bridge/address")" = $mac ] || ip link set dev "$bridge" address $mac
exec 9>&-

podman exec --interactive "$name" sh -c '
    umask 077; mkdir -p ~root/.ssh; cat >~root/.ssh/authorized_keys' <"$cache/id_ed25519.pub"
# `is-system-running --wait` would do, but it needs D-Bus, which comes up late.
tries=300
until state=$(podman exec "$name" systemctl is-system-running 2>/dev/null) || [ "$state" = degraded ]; do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then
        echo "$name: systemd did not boot (state: ${state:-none})" >&2
        podman exec "$name" systemctl list-jobs >&2 || true
        exit 1
    fi
    sleep 0.1
done
address=$(podman inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$name")
address=${address%% *}
# Of an earlier container of this address: the ARP entry, and ssh's sockets.
ip neigh flush to "$address"
rm -f "${ANSIBLE_HOME:-$HOME/.ansible}/cp/$address-22-root" "$HOME/.ansible/cp/$address-22-root"
echo "$address"
