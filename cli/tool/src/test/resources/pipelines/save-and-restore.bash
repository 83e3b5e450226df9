# SPDX-License-Identifier: Apache-2.0
migstream save sim:mtty,ports=2,scr0=0x41@a | zstd -q | cat | migstream restore sim:mtty,ports=2@b
echo "${PIPESTATUS[@]}"
#= 0 0 0 0
migstream save --no-pre-copy sim:mtty@a >a.stream
migstream save --no-pre-copy sim:mtty@b >b.stream
same a.stream b.stream
#= same
migstream save --compress lz4 sim:mtty@b | migstream restore sim:mtty,ports=2@c
echo "${PIPESTATUS[@]}" "$(state c)"
#= 0 0 STOP
migstream save --no-pre-copy -o c.stream sim:mtty@c
same a.stream c.stream
#= same
ls -A
#= a
#= a.stream
#= b
#= b.stream
#= c
#= c.stream
