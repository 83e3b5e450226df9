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
# Names of files beyond ASCII, in a locale that this system does not have, by each variable, with and without a charset.
cp "$stream" nä.qevm
for locale in LC_ALL=xx_YY.UTF-8 LC_CTYPE=xx_YY.utf8 LANG=xx_YY@euro LC_ALL=xx_YY LC_CTYPE=UTF-8; do
    env -u LC_ALL -u LC_CTYPE -u LANG "$locale" "$launcher" inspect nä.qevm 2>&1 | head -n 1
done
#= nä.qevm: complete, no errors found
#= nä.qevm: complete, no errors found
#= nä.qevm: complete, no errors found
#= nä.qevm: complete, no errors found
#= nä.qevm: complete, no errors found
# Java cannot open a file whose name is not UTF-8.
latin1=$(printf 'n\344.qevm')
cp "$stream" "$latin1"
for words in inspect check "diff $stream" "check --target $stream"; do
    # shellcheck disable=SC2086 # words of a command
    LC_ALL=C.UTF-8 "$launcher" $words "$latin1" 2>&1 >/dev/null | grep -c 'rename it, or give it as standard input (- < FILE)'
done
"$launcher" inspect - <"$latin1" | head -n 1
#= 1
#= 1
#= 1
#= 1
#= -: complete, with warnings
