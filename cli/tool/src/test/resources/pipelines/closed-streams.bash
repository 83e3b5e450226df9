# SPDX-License-Identifier: Apache-2.0
# A closed standard stream is never another file, whether the launcher starts Java or not.
# No output here is named /dev/stdout or /dev/stderr: if the command took it for the file that Java has opened in that place,
# it would replace a file of the JDK. OutputFileTest tests this with a file of its own.
make_launcher
migstream save -o stream sim:mtty,ports=2@a
for how in migstream "$launcher"; do
    for command in 'inspect -' 'inspect /dev/stdin' 'restore sim:mtty,ports=2@b' tee; do
        # shellcheck disable=SC2086
        $how $command <&- >out 2>error
        echo $? "$(wc -c <out)" "$(grep -c 'is closed, or not open for reading' error)"
    done | sort | uniq -c
    for command in --version 'inspect stream' 'convert stream' 'save sim:mtty,ports=2@a'; do
        # shellcheck disable=SC2086
        $how $command >&- 2>error
        echo $? "$(grep -c 'is closed, or not open for writing' error)"
    done | sort | uniq -c
    $how tee <stream >&- 2>error
    echo $? "$(grep -c 'is closed, or not open for writing' error)"
    $how inspect absent 2>&-
    echo $?
    # All three are closed, and the command opens files.
    $how save -o other sim:mtty,ports=2@a <&- >&- 2>&-
    echo $? "$(same stream other)"
    $how inspect absent <&- >&- 2>&-
    echo $? "$(same stream other)" "$(state a)"
done
#=       4 5 0 1
#=       4 5 1
#= 5 1
#= 5
#= 0 same
#= 5 same RUNNING
#=       4 5 0 1
#=       4 5 1
#= 5 1
#= 5
#= 0 same
#= 5 same RUNNING
