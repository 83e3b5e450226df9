# SPDX-License-Identifier: Apache-2.0
migstream save -o /dev/full sim:mtty,ports=2@a 2>error
echo $? "$(state a)"
#= 5 RUNNING
migstream save sim:mtty@a 2>error >/dev/full
echo $? "$(state a)" "$(wc -l <error)"
#= 5 RUNNING 1
migstream save --leave-stopped sim:mtty@a 2>error >/dev/full
echo $? "$(state a)"
#= 5 RUNNING
migstream save --leave-stopped sim:mtty@a >stream
echo $? "$(state a)"
#= 0 STOP
# Help that cannot be written.
for words in --help --version 'help save' 'save --help'; do
    # shellcheck disable=SC2086
    migstream $words 2>error >/dev/full
    echo $? "$(wc -l <error)"
done
#= 5 1
#= 5 1
#= 5 1
#= 5 1
