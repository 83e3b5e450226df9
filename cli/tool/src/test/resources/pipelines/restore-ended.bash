# SPDX-License-Identifier: Apache-2.0
# The source is slow, and a part of a state is in the device when the user ends it.
migstream save -o s sim:mtty,ports=2,scr0=0x41@a
mkfifo pipe
exec 3<>pipe
head -c 300 s >&3
started restore --keep 0 -i pipe sim:mtty@b
in_state b RESUMING
kill -s TERM "$pid"
wait "$pid"
echo $? "$(state b)"
#= 143 RUNNING
exec 3>&-
# A device hangs; the user ends it.
for signal in INT TERM; do
    started restore -i s --report report sim:mtty,hang=RESUMING..STOP@c
    in_state c RESUMING
    kill -s "$signal" "$pid"
    wait "$pid"
    echo $? "$(state c)" "$(grep -c interrupted report)"
done
#= 130 RUNNING 1
#= 143 RUNNING 1
# What is left can be used.
migstream restore --run -i s sim:mtty@c
echo $? "$(state c)"
#= 0 RUNNING
