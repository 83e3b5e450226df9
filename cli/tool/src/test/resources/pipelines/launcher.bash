# SPDX-License-Identifier: Apache-2.0
make_launcher
# SIGQUIT: the list of the threads goes to standard error, never into the stream, and the save goes on.
mkfifo pipe
exec 3<>pipe
"$launcher" save sim:bulk,size=64M@a >pipe 2>error 3>&- &
pid=$!
in_state a PRE_COPY
sleep 1
kill -s QUIT "$pid"
sleep 1
cat pipe >stream 3>&- &
reader=$!
exec 3>&-
wait "$pid"
echo $? "$(state a)" "$(grep -c 'Full thread dump' error)"
wait "$reader"
migstream inspect stream | head -n 1
#= 0 RUNNING 1
#= stream: complete, no errors found
