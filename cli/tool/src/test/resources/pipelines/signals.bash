# SPDX-License-Identifier: Apache-2.0
# A signal ends a save whose device hangs. The device runs again, and no file is left.
for signal in INT TERM; do
    started save -o out sim:mtty,hang=PRE_COPY_P2P..STOP_COPY@a
    in_state a PRE_COPY_P2P
    kill -s "$signal" "$pid"
    wait "$pid"
    echo $? "$(state a)"
done
#= 130 RUNNING
#= 143 RUNNING
# A signal ends a save whose pipe is full because no process reads it.
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
# SIGKILL gives no time for cleaning up. The next save finds the device as the kernel would leave it after a close.
# The braces redirect the line "Killed", which bash prints at any time from the end of the process to the wait.
started save -o out sim:mtty,hang=PRE_COPY_P2P..STOP_COPY@a
in_state a PRE_COPY_P2P
{
    kill -s KILL "$pid"
    wait "$pid"
} 2>/dev/null
migstream save sim:mtty@a >/dev/null
echo $? "$(state a)"
#= 0 RUNNING
ls out 2>/dev/null
