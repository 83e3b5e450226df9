# SPDX-License-Identifier: Apache-2.0
# Functions of all jobs; sourced by bash inside the machine.
export PATH=/job/dist/cli/bin:$PATH XDG_CACHE_HOME=/tmp/cache
# Options that let Java start faster under software emulation.
export MIGSTREAM_JAVA_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
cd /tmp
# The archive of classes that "run" has made
[ ! -e /job/cache ] || cp -rp /job/cache /tmp/

# One Java process runs most commands. A test that needs a process of its own (its user, descriptors, pipes or signals)
# calls "env migstream".
server=/tmp/server
mkdir $server
mkfifo $server/request $server/status
java $MIGSTREAM_JAVA_OPTS -cp /job/dist/cli/tool/target/migstream.jar:/job/dist/trial org.migstream.cli.CommandServer $server &
server_process=$!
migstream() {
    local status
    printf '%s\0' "$@" >$server/request
    read -r status <$server/status
    cat $server/out
    cat $server/err >&2
    return "$status"
}
export server
export -f migstream

# Older kernel messages do not count.
dmesg --clear

checks=0
failed=0

# processes: prints the processes and what each waits for in the kernel, and the stacks of the Java process of "migstream".
processes() {
    local directory words
    for directory in /proc/[0-9]*; do
        words=$(tr '\0' ' ' <"$directory/cmdline" 2>/dev/null)
        [ -z "$words" ] || printf '        %s in %s: %s\n' "${directory#/proc/}" "$(cat "$directory/wchan")" "$words"
    done
    kill -QUIT "$server_process" && sleep 5
}

# expect STATUS STDOUT STDERR TITLE SCRIPT: status and both outputs are patterns of bash; STDERR '' wants it empty.
# A script that takes more than 5 minutes ends the job: what comes after it would wait for the same thing.
expect() {
    local status=0 out err
    timeout --foreground 300 bash -c "$5" >/tmp/out 2>/tmp/err </dev/null || status=$?
    out=$(head -c 20000 /tmp/out | tr -d '\0')
    err=$(head -c 20000 /tmp/err | tr -d '\0')
    checks=$((checks + 1))
    # shellcheck disable=SC2053 # patterns
    if [[ $status == $1 && $out == $2 && $err == $3 ]]; then
        printf 'ok      %s\n' "$4"
    else
        failed=$((failed + 1))
        printf 'NOT OK  %s\n        wanted %s, %s, %s\n' "$4" "$1" "$2" "${3:-nothing on stderr}"
    fi
    printf '        $ %s\n' "$5"
    [ -z "$out" ] || printf '%s\n' "$out" | sed 's/^/        /'
    [ -z "$err" ] || printf '%s\n' "$err" | sed 's/^/        stderr: /'
    [ "$status" = 0 ] || printf '        exit: %s\n' "$status"
    if [ "$status" = 124 ]; then
        printf 'NOT OK  %s: no end within 300 s; the processes:\n' "$4"
        processes
        exit 1
    fi
}

# mtty PORTS: makes a device and prints its UUID.
mtty() {
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    echo "$uuid" >"/sys/devices/virtual/mtty/mtty/mdev_supported_types/mtty-$1/create"
    echo "$uuid"
}

# load_lab: loads the programmable device; without it the job fails.
load_lab() {
    insmod /job/modules/vfiolab.ko || { echo 'NOT OK  load vfiolab.ko'; exit 1; }
}

# lab NAME=VALUE...: makes a programmable device with these attributes and prints its UUID.
lab() {
    local uuid attribute
    uuid=$(cat /proc/sys/kernel/random/uuid)
    echo "$uuid" >/sys/devices/virtual/vfiolab/vfiolab/mdev_supported_types/vfiolab-pci/create
    for attribute; do
        echo "${attribute#*=}" >"/sys/bus/mdev/devices/$uuid/lab/${attribute%%=*}"
    done
    echo "$uuid"
}

# trial DEVICE [DEVICE]: moves the state of the first device to the second with the classes of package vfio alone.
trial() { java $MIGSTREAM_JAVA_OPTS -cp /job/dist/cli/tool/target/migstream.jar:/job/dist/trial org.migstream.vm.KernelTrial "$@"; }

# digest STREAM: prints the SHA-256 of the state of its only device.
digest() {
    migstream inspect --json --digest "$1" \
        | python3 -c 'import json, sys; print(json.load(sys.stdin)["vfioDevices"][0]["data"]["sha256"])'
}

# sysfs DEVICE: prints the directory of a mediated device (UUID) or a PCI function (address).
sysfs() { echo /sys/bus/*/devices/"$1"; }

# attribute DEVICE NAME [VALUE]: prints or sets an attribute of a programmable device.
attribute() {
    if [ $# -eq 2 ]; then cat "$(sysfs "$1")/lab/$2"; else echo "$3" >"$(sysfs "$1")/lab/$2"; fi
}

# content DEVICE FILE: makes FILE the state of a programmable device.
content() {
    attribute "$1" state_size 0
    dd status=none bs=4096 if="$2" of="$(sysfs "$1")/lab/state"
}

# state DEVICE: prints the SHA-256 of the state of a programmable device.
state() { sha256sum <"$(sysfs "$1")/lab/state"; }

# group DEVICE: prints the path of the device's group file.
group() { echo "/dev/vfio/$(basename "$(readlink "$(sysfs "$1")/iommu_group")")"; }

# cdev DEVICE: prints the path of the device's character device.
cdev() { echo "/dev/vfio/devices/$(basename "$(sysfs "$1")"/vfio-dev/*)"; }

# CDEV is --cdev in a job whose devices are opened by their character devices, by migstream and by QEMU with an iommufd.
export CDEV=

# name DEVICE: prints the name by which migstream opens a device in this job.
name() { if [ -n "$CDEV" ]; then echo "vfio:$(cdev "$1")"; else echo "vfio:$1"; fi; }

# guest NAME COMMAND...: controls a QEMU, see qemu.py.
guest() { python3 /job/qemu.py "$@"; }

# as_user UID COMMAND...: runs a command as another user.
as_user() { setpriv --reuid "$1" --regid "$1" --clear-groups "${@:2}"; }

# Fails if the kernel printed a warning, other than the one about the first module that is not its own.
kernel_is_quiet() {
    expect 1 '' '' 'no kernel warnings' \
        "dmesg --level=emerg,alert,crit,err,warn | grep -v 'loading out-of-tree module taints kernel' \\
         | grep -i -e warning -e 'BUG:' -e oops -e 'Call Trace' -e hung_task -e vfio"
}

finish() {
    kernel_is_quiet
    dmesg >/job/dmesg.txt
    printf '%d checks, %d failed\n' "$checks" "$failed"
    exit "$((failed > 0))"
}
export -f trial digest sysfs attribute content state group cdev name guest as_user
