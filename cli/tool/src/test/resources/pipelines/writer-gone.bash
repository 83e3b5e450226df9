# SPDX-License-Identifier: Apache-2.0
# A truncated stream never reaches the device.
migstream save -o whole sim:mtty,ports=2,scr0=0x41@a
migstream save -o before sim:mtty,ports=2,scr0=0x42@b
head -c 200 whole | migstream restore sim:mtty@b 2>error
echo "${PIPESTATUS[@]}" "$(state b)"
#= 0 3 RUNNING
migstream save -o after sim:mtty@b
same before after
#= same
wc -l <error
#= 1
migstream save sim:mtty,fail=PRE_COPY_P2P..STOP_COPY@a 2>error | migstream restore sim:mtty@b 2>/dev/null
echo "${PIPESTATUS[@]}" "$(state a)" "$(state b)"
#= 6 3 RUNNING RUNNING
