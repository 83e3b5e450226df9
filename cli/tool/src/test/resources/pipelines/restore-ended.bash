# SPDX-License-Identifier: Apache-2.0
# A signal ends a restore from a slow source, when the device has a part of its state.
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
# A signal ends a restore whose device hangs.
for signal in INT TERM; do
    started restore -i s --report report sim:mtty,hang=RESUMING..STOP@c
    in_state c RESUMING
    kill -s "$signal" "$pid"
    wait "$pid"
    echo $? "$(state c)" "$(grep -c interrupted report)"
done
#= 130 RUNNING 1
#= 143 RUNNING 1
# The device is usable afterwards.
migstream restore --run -i s sim:mtty@c
echo $? "$(state c)"
#= 0 RUNNING
