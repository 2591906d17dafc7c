#!/bin/sh
# image.sh [SUITE]
#
# Makes sure that podman has the image localhost/lab-debian:SUITE: a small
# Debian with systemd, as the lab and the Molecule scenarios use it. It is
# built at most once in LAB_IMAGE_DAYS days and kept as a tar.zst outside of
# the work tree; after that, this script needs 0.1 s (5 s to import it again).
set -eu
suite=${1:-trixie}
here=$(dirname "$(readlink -f "$0")")
cache=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wco}
days=${LAB_IMAGE_DAYS:-7}
packages=systemd,systemd-sysv,dbus,udev,python3,python3-apt,ca-certificates
packages=$packages,iproute2,iputils-ping,procps,kmod,less,sudo,acl,nftables,openssh-server

# A change to these two files makes a new image.
key=$(cat "$here/image.sh" "$here/image_hook.sh" | sha256sum | cut -c1-12)
image=localhost/lab-debian:$suite
file=$cache/debian-$suite-$key.tar.zst

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9                                  # of callers at the same time, one builds
if [ -z "$(find "$file" -mtime "-$days" 2>/dev/null)" ]; then
    rm -f "$cache/debian-$suite-"*
    # No mirror is named: mmdebstrap takes Debian's own. The package lists stay
    # in the image, so that apt finds packages before any `apt-get update`.
    mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
        --skip=cleanup/apt/lists \
        --aptopt='APT::Install-Recommends "false"' \
        --aptopt='Acquire::Languages "none"' \
        --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --customize-hook="$here/image_hook.sh" \
        "$suite" "$file.tar"
    zstd -q -T0 -3 --rm "$file.tar" -o "$file.new"
    mv "$file.new" "$file"
fi
stamp="$key $(stat -c %Y "$file")"
old=$(podman image inspect --format '{{.Id}} {{.Comment}}' "$image" 2>/dev/null) || old=
if [ "${old#* }" != "$stamp" ]; then
    zstd -qdc "$file" | podman import --quiet --message "$stamp" \
        --change 'CMD ["/sbin/init"]' --change 'STOPSIGNAL SIGRTMIN+3' - "$image" >/dev/null
    [ -z "$old" ] || podman rmi "${old%% *}" >/dev/null 2>&1 || true
fi
echo "$image"
