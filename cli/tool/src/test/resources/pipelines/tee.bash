# SPDX-License-Identifier: Apache-2.0
migstream save sim:mtty,ports=1@a | tee f | migstream inspect - >report
echo "${PIPESTATUS[@]}"
#= 0 0 0
migstream save -o g sim:mtty@a
same f g
#= same
grep -c 'complete, no errors found' report
#= 1
