# SPDX-License-Identifier: Apache-2.0
# --hold keeps restored devices open until a signal. It prints their names when they are restored.
migstream save -o s sim:mtty,scr0=0x41@a sim:mtty,scr0=0x42@b
mkfifo held
exec 3<>held
started restore --hold -i s --map 0000:00:01.0/vfio=sim:mtty@c --map 0000:00:02.0/vfio=sim:mtty@d --run --report r 1>&3 3>&-
read -r line <&3
echo "$line"
read -r word device state idstr <&3
echo "$word|$device|$state|$idstr"
grep -c '"result" : "done"' r
kill -0 "$pid" && echo held
kill -s TERM "$pid"
wait "$pid"
echo $? "$(state c)" "$(state d)"
#= held sim:mtty@c RUNNING 0000:00:01.0/vfio
#= held|sim:mtty@d|RUNNING|0000:00:02.0/vfio
#= 1
#= held
#= 143 RUNNING RUNNING
# A dry run and a refused restore hold no device.
migstream restore --hold --dry-run -i s --map 0000:00:01.0/vfio=sim:mtty@c --map 0000:00:02.0/vfio=sim:mtty@d
echo $?
migstream restore --hold -i s --map 0000:00:03.0/vfio=sim:mtty@c
echo $?
#= 0
#= migstream: --map 0000:00:03.0/vfio=: the stream has no VFIO device "0000:00:03.0/vfio"; it has 0000:00:01.0/vfio, 0000:00:02.0/vfio; sim:mtty@c is unchanged and in RUNNING
#= 2
