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
exec 4<pipe
cat <&4 >stream 3>&- &
reader=$!
exec 3>&- 4<&-
wait "$pid"
echo $? "$(state a)" "$(grep -c 'Full thread dump' error)"
wait "$reader"
migstream inspect stream | head -n 1
#= 0 RUNNING 1
#= stream: complete, no errors found; 1 of 1 device state is not decoded
# TMPDIR is the directory for temporary files.
stream=$SAMPLES/streams/q35-two-uarts.qevm
mkdir 'temporary files'
TMPDIR='temporary files' "$launcher" diff - "$stream" <"$stream"
echo $?
#= 0
TMPDIR=$PWD/absent "$launcher" diff - "$stream" <"$stream" 2>error
echo $? "$(grep -c "no temporary file in $PWD/absent: .*; name another directory with TMPDIR=DIRECTORY" error)"
TMPDIR=$PWD/absent MIGSTREAM_JAVA_OPTS=-Djava.io.tmpdir=$PWD "$launcher" diff - "$stream" <"$stream" 2>error
echo $? "$(wc -c <error)"
#= 5 1
#= 0 0
