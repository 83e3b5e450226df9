# SPDX-License-Identifier: Apache-2.0
usable() { migstream save sim:mtty@a >/dev/null && state a; }
mkfifo pipe
# No device is open while a pipe waits for its reader: another process can use the device.
started probe -o pipe sim:mtty@a
in_state a RUNNING
sleep 2
usable
kill -s INT "$pid"
wait "$pid"
echo $?
#= RUNNING
#= 130
started save -o pipe sim:mtty@a
sleep 2
usable
kill -s TERM "$pid"
wait "$pid"
echo $? "$(state a)"
#= RUNNING
#= 143 RUNNING
# The transfer has ended when the report waits for its reader. A signal ends the process nevertheless.
started save -o s --report pipe sim:mtty@a 2>error
sleep 2
usable
kill -s TERM "$pid"
wait "$pid"
echo $? "$(state a)" "$(cat error)"
#= RUNNING
#= 143 RUNNING migstream: no report: the file took more than 5 s
started restore -i s --report pipe sim:mtty@b 2>error
in_state b STOP
sleep 1
kill -s INT "$pid"
wait "$pid"
echo $? "$(state b)"
#= 130 STOP
# Reading waits for a writer, and a signal ends it.
for words in "inspect pipe" "check --target pipe s" "restore -i pipe sim:mtty@a" "save --like pipe sim:mtty@a"; do
    # shellcheck disable=SC2086 # words of a command
    started $words
    sleep 1
    kill -s INT "$pid"
    wait "$pid"
    echo $? "$(state a)"
done
#= 130 RUNNING
#= 130 RUNNING
#= 130 RUNNING
#= 130 RUNNING
# A profile may come from a pipe.
migstream check --target <(migstream probe sim:mtty@a) s >/dev/null
echo $?
#= 0
migstream probe -o pipe sim:mtty@a &
migstream check --target pipe s >/dev/null
echo $?
#= 0
