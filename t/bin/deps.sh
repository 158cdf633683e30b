#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Debian packages that building and testing need. As root the missing
# ones are installed; otherwise they are named and the exit status is 1.
set -u

packages='
apache2 apache2-dev
build-essential pkg-config
libjson-c-dev libcurl4-openssl-dev libssl-dev libical-dev libxml2-dev tzdata
libapache2-mod-perl2 libjson-xs-perl libxml-libxml-perl libdbd-sqlite3-perl
curl nodejs npm openssl
clang clang-format clang-tidy cppcheck universal-ctags valgrind
redis-server memcached
'

command -v dpkg-query >/dev/null || exit 0 # not Debian: the build will tell

missing=
for package in $packages; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)
    # Node.js is often installed without its package.
    case $package in
    nodejs) command -v node >/dev/null && continue ;;
    npm) command -v npm >/dev/null && continue ;;
    esac
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
    echo "These packages are missing; install them as root:" >&2
    echo "  apt-get install$missing" >&2
    exit 1
fi

echo "Installing:$missing" >&2
# apache2 must not start a server of its own on port 80 here.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod +x $policy
    trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
{
    apt-get update -qq &&
    apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing
} >&2
