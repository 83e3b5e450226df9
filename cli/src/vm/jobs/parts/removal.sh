# SPDX-License-Identifier: Apache-2.0
# What pci-removal and cdev-functions share: functions that the kernel requests back while they are saved or held.

# saving DEVICE COMMAND: runs COMMAND while DEVICE is stopped and read.
saving() {
    rm -f saved.qevm
    attribute "$1" delay_read 1500
    (
        until [ "$(attribute "$1" mig_state)" = STOP_COPY ]; do sleep 0.1; done
        timeout 60 bash -c "$2"
    ) &
    local command=$!
    migstream save --no-pre-copy -o saved.qevm "$(name "$1")"
    echo "save: $?"
    wait $command
    echo "command: $?"
    [ ! -e "$(sysfs "$1")/lab" ] || attribute "$1" delay_read 0
}

# holding DEVICE COMMAND: runs COMMAND while migstream holds the restored DEVICE. If COMMAND waits for the device, migstream
# has 20 s to release it, then it receives a signal.
holding() {
    rm -f held
    env migstream restore --hold -i s.qevm "$(name "$1")" >held &
    local holder=$! command
    until [ -s held ] || ! kill -0 $holder; do sleep 0.5; done
    timeout 60 bash -c "$2" &
    command=$!
    for _ in $(seq 40); do
        kill -0 $holder || break
        # Without a function to hold, migstream ends soon after COMMAND.
        kill -0 $command || [ ! -e "$(sysfs "$1")/lab" ] || break
        sleep 0.5
    done 2>/dev/null
    kill $holder 2>/dev/null && echo 'signal'
    wait $holder
    echo "hold: $?"
    wait $command
    echo "command: $?"
}

# complete STREAM: is the state of the function in it?
complete() { [ "$(digest "$1")" = "$(sha256sum </tmp/state | cut -d' ' -f1)" ]; }

# measured DEVICE: prints the migration state of the function and the size of its state.
measured() { echo "$(attribute "$1" mig_state) $(attribute "$1" state_size)"; }
export -f saving holding complete measured

# what migstream prints, and the statuses of a save and of a release
requested='*the kernel requests the device back*'
both='save: 0
command: 0'
released='hold: 6
command: 0'
