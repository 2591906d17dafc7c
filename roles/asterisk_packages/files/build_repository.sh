#!/bin/bash
# build_repository.sh SUITE VERSION SHA256 MIRROR FOLDER REVISION PATCH...
#
# Builds VERSION of Debian's source package asterisk, found in SUITE, with the patches against this host's own release and leaves
# FOLDER/repository: a flat, signed APT repository with the packages that the media hosts need, and the public key that signed
# it. SHA256 is that of the source package's .dsc, which has those of all its other files. MIRROR is where the source comes
# from; empty: the host's own mirror, which keeps a version only until a newer one comes. The packages' version is VERSION
# with +wcoREVISION.
#
# All of it happens in a chroot inside FOLDER, so the host's own packages stay as they are. The private key never leaves
# the chroot: the next build makes a new one.
set -euo pipefail
suite=$1 version=$2 sha256=$3 source=$4 folder=$5 revision=$6
shift 6
chroot=$folder/chroot
wanted='asterisk asterisk-config asterisk-modules'
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

apt-get --quiet update
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $release" 'Component: main' 'Created-By: Packages' | head -n 1)
if [ -z "$mirror" ]; then
    echo "no APT source of this host has $release main (add Debian's)" >&2
    exit 1
fi

before=$(dpkg-query --show --showformat '${binary:Package}\n')
tidy() {
    rm -rf --one-file-system "$chroot"
    dpkg-query --show --showformat '${binary:Package}\n' |
        grep --fixed-strings --line-regexp --invert-match --file=<(echo "$before") |
        xargs --no-run-if-empty apt-get --quiet --yes purge
}
rm -rf --one-file-system "$folder"
mkdir -p "$folder"
trap tidy EXIT
apt-get --quiet --yes --no-install-recommends install mmdebstrap

# The lists of a suite in motion may be past their validity date on a mirror: accepted for that one fetch.
mmdebstrap --mode=root --variant=buildd --include=apt-utils,ca-certificates,gpg,gpg-agent \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io --skip=cleanup/apt/lists \
    "$release" "$chroot" "deb $mirror $release main"
echo "deb-src ${source:-$mirror} $suite main" >"$chroot/etc/apt/sources.list.d/source.list"
cp /etc/resolv.conf "$chroot/etc/resolv.conf"
mkdir "$chroot/patches"
[ $# = 0 ] || cp "$@" "$chroot/patches/"

in_chroot() {
    # Its own mount name space: /proc goes away with the command, also when that is killed.
    unshare --mount --propagation private sh -c '
        mount --bind /proc "$0/proc" && mount --bind /dev "$0/dev" || exit
        script=$1
        shift
        exec chroot "$0" sh -euxc "$script" sh "$@"' "$chroot" "$@"
}

in_chroot '
    apt-get --quiet -o Acquire::Check-Valid-Until=false update
    mkdir /build && cd /build
    if ! apt-get --quiet source --download-only "asterisk=$1"; then
        echo "asterisk $1 is not in the source index: pin another version, or name a mirror that keeps old ones" >&2
        exit 1
    fi
    # From here on only these bytes count: dpkg-source compares all other files with what the .dsc says.
    echo "$2  $(echo asterisk_*.dsc)" | sha256sum --check --strict
    dpkg-source --require-strong-checksums --extract asterisk_*.dsc source
    cd source
    sed -i "s/debhelper-compat (= [0-9]*)/debhelper-compat (= 13)/; /portaudio19-dev/d" debian/control
    sed -i "1s/)/+wco$3)/" debian/changelog
    # Those of Debian are applied already. Ours do not depend on each other.
    for patch in /patches/*; do
        [ ! -e "$patch" ] || patch --strip=1 --forward --fuzz=0 --input="$patch"
    done
    apt-get --quiet --yes build-dep ./
    export DEB_BUILD_PROFILES=nodoc DEB_BUILD_OPTIONS="nocheck nodoc parallel=$(nproc)"
    # On a busy machine, its parallel make loses a race now and then.
    dpkg-buildpackage -b -us -uc || dpkg-buildpackage -b -us -uc' "$version" "$sha256" "$revision"

in_chroot '
    mkdir /repository && cd /repository
    for package in $1; do mv /build/"$package"_*.deb .; done
    export GNUPGHOME=/gnupg
    mkdir --mode=0700 "$GNUPGHOME"
    gpg --batch --passphrase "" --quick-generate-key "Asterisk packages" rsa4096 sign never
    gpg --armor --export >asterisk.asc
    apt-ftparchive packages . >Packages
    apt-ftparchive -o APT::FTPArchive::Release::Origin="Asterisk packages" release . >/tmp/Release
    gpg --batch --clearsign --output InRelease /tmp/Release' "$wanted"

mv "$chroot/repository" "$folder/repository"
