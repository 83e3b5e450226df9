# SPDX-License-Identifier: Apache-2.0
# A device hangs; the user ends it. Nobody reads; the user ends it. Each leaves nothing behind.
for signal in INT TERM; do
    started save -o out sim:mtty,hang=PRE_COPY_P2P..STOP_COPY@a
    in_state a PRE_COPY_P2P
    kill -s "$signal" "$pid"
    wait "$pid"
    echo $? "$(state a)"
done
#= 130 RUNNING
#= 143 RUNNING
mkfifo pipe
exec 3<>pipe
started save -o pipe sim:bulk,size=64M@b
in_state b PRE_COPY
sleep 1
kill -s TERM "$pid"
wait "$pid"
echo $? "$(state b)"
#= 143 RUNNING
exec 3>&-
# One that cannot defend itself: the next to open the device finds it as the kernel would leave it.
started save -o out sim:mtty,hang=PRE_COPY_P2P..STOP_COPY@a
in_state a PRE_COPY_P2P
kill -s KILL "$pid"
wait "$pid" 2>/dev/null
migstream save sim:mtty@a >/dev/null
echo $? "$(state a)"
#= 0 RUNNING
ls out 2>/dev/null
