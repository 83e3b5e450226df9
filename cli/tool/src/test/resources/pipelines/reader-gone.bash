# SPDX-License-Identifier: Apache-2.0
migstream save sim:bulk,size=64M@a | head -c 100000 >/dev/null
echo "${PIPESTATUS[@]}" "$(state a)"
#= 141 0 RUNNING
migstream save sim:bulk@a sim:mtty@b sim:mtty@c | true
echo "${PIPESTATUS[@]}" "$(state a)" "$(state b)" "$(state c)"
#= 141 0 RUNNING RUNNING RUNNING
set -o pipefail
migstream save sim:bulk@a | head -c 1 >/dev/null
echo $?
#= 141
