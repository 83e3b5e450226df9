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
migstream save -o large sim:bulk,size=8M@d
mkdir 'temporary files'
TMPDIR='temporary files' "$launcher" diff - large <large >/dev/null
echo $?
#= 0
TMPDIR=$PWD/absent "$launcher" diff - large <large >/dev/null 2>error
echo $? "$(grep -c "no temporary file in $PWD/absent: .*; name another directory with TMPDIR=DIRECTORY" error)"
TMPDIR=$PWD/absent MIGSTREAM_JAVA_OPTS=-Djava.io.tmpdir=$PWD "$launcher" diff - large <large >/dev/null 2>error
echo $? "$(wc -c <error)"
#= 5 1
#= 0 0
# A stream in a file needs no temporary file.
TMPDIR=$PWD/absent "$launcher" check "$stream" >result 2>error
echo $? "$(wc -c <error)"
#= 0 0
# A Java that cannot start ends with status 1, which would mean a negative result.
(ulimit -v 1000000 && "$launcher" diff "$stream" "$stream") 2>error
echo $? "$(grep -c 'limit of 1000000 KiB of address space (ulimit -v): raise the limit' error)"
#= 4 1
