# SPDX-License-Identifier: Apache-2.0
# The lists of packages made new, from wherever this machine has them; and what there would be to do.
set -u
apt-get -qq update || echo "the lists could not be fetched"
apt-get -qq -s upgrade >/run/upgradable.txt
echo "done 1"
