# SPDX-License-Identifier: Apache-2.0
# An output whose name leads to standard output or to a pipe is written through it.
stream=$SAMPLES/streams/q35-two-uarts.qevm
migstream save -o /dev/stdout sim:mtty@a | migstream inspect - | head -n 1
#= -: complete, no errors found
migstream save -o stream sim:mtty@a
migstream save -o >(cat >f) sim:mtty@a --report >(cat >report)
echo $?
wait
same stream f
grep -c '"result" : "done"' report
#= 0
#= same
#= 1
migstream extract -o /proc/self/fd/1 --what data "$stream" | wc -c
#= 96
ln -s /dev/fd/3 link
migstream convert -o link "$stream" 3>&1 | cmp - "$stream"
echo $?
rm link
#= 0
migstream convert -o /dev/stderr "$stream" 2>&1 >/dev/null | cmp - "$stream"
echo $?
#= 0
migstream probe -o /dev/stdout sim:mtty@a | grep -c '"schema" : "migstream.profile/1"'
#= 1
migstream tee --report >(cat >report) <"$stream" | cmp - "$stream"
echo "${PIPESTATUS[@]}"
wait
grep -c '"schema" : "migstream.inspect/1"' report
#= 0 0
#= 1
# A file that the shell has opened is neither replaced nor overwritten.
echo first >together
migstream save -o /dev/stdout sim:mtty@a >>together
echo last >>together
{
    echo first
    migstream save -o /dev/stdout sim:mtty@a
    echo last
} >f
same together f
{
    echo first
    cat stream
    echo last
} >f
same together f
#= same
#= same
echo first >f
migstream save -o /dev/fd/3 sim:mtty@a 3>>f
echo $?
{
    echo first
    cat stream
} >together
same together f
migstream save -o /dev/fd/3 sim:mtty@a 3>f
echo $? "$(wc -c <f)"
#= 0
#= same
#= migstream: cannot write /dev/fd/3: it is a file that is open, but not for appending; open it with >>, or name the file
#= 5 0
# A report that cannot be written: before anything is done, or with a message and a status after the copy.
migstream save -o never --report no/report sim:mtty@b 2>error
echo $? "$(wc -l <error)"
ls never b 2>/dev/null
#= 5 1
migstream tee --report no/report <"$stream" 2>error | cmp - "$stream"
echo "${PIPESTATUS[@]}" "$(wc -l <error)"
migstream tee --report /dev/full <"$stream" 2>error | cmp - "$stream"
echo "${PIPESTATUS[@]}" "$(wc -l <error)"
#= 5 0 1
#= 5 0 1
