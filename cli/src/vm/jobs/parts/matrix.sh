# SPDX-License-Identifier: Apache-2.0
# The checks of group-matrix and pci-matrix: programmable devices a, b and c of one kind fail in each arc that a save and a restore
# take. An arc fails once, always, or into ERROR; it is an arc of the only device, of the first or of the last of three.
# Arcs that two operations share are in one of them.
head -c 20000 /dev/urandom >/tmp/state
for device in $a $b $c; do
    content "$device" /tmp/state
    attribute "$device" precopy_bytes 8000
    attribute "$device" precopy_initial 4000
    attribute "$device" precopy_chunk 2000
done

# devices POSITION: prints the devices of a case and, last, the device that fails. POSITION: "only", "first" or "last"
devices() {
    case $1 in
        only) echo "$a $a" ;;
        first) echo "$a $b $c $a" ;;
        last) echo "$a $b $c $c" ;;
    esac
}

# operate NAME DEVICE...: saves to s2.qevm, or restores from 1.qevm or 3.qevm; NAME is the name of an operation, $tool the program.
operate() {
    local device slot=0 maps=()
    case $1 in
        save) $tool save $limit -o s2.qevm "${@:2}" ;;
        save-stopped) $tool save $limit --no-pre-copy -o s2.qevm "${@:2}" ;;
        restore*)
            for device in "${@:2}"; do
                slot=$((slot + 1))
                maps+=(--map "0000:00:0$slot.0/vfio=$device")
            done
            # shellcheck disable=SC2046 # one word or none
            $tool restore $limit $([ "$1" = restore ] || echo --run) -i $slot.qevm "${maps[@]}"
            ;;
    esac
}

# count_resets DEVICE...: counts in "counts" how often programs have reset the devices. Opening a PCI function resets it, too.
count_resets() {
    local device count opened
    counts=()
    for device; do
        opened=0
        read -r count <"$device_path/$device/lab/n_reset"
        [ ! -e "$device_path/$device/lab/n_open" ] || read -r opened <"$device_path/$device/lab/n_open"
        counts+=($((count - opened)))
    done
}

# result OPERATION STATUS POSITION: makes the operation, whose status must be one of STATUS. Prints the status, the state that the
# message names, the states of the devices and of the output, and what is wrong with them; returns whether nothing is.
result() {
    local words name err status=0 said=- states='' output=none wrong='' device state i names=() before=()
    read -ra words <<<"$(devices "$3")"
    name=vfio:${words[-1]}$suffix
    unset 'words[-1]'
    for device in "${words[@]}"; do
        names+=("vfio:$device$suffix")
    done
    count_resets "${words[@]}"
    before=("${counts[@]}")
    rm -f s2.qevm
    operate "$1" "${names[@]}" >stdout 2>stderr || status=$?
    err=$(<stderr)
    [ "$status" = "$2" ] || wrong+=" status $2 is expected;"
    [ ! -s stdout ] || wrong+=' stdout is not empty;'

    # The message names only the device that failed, and its last state.
    if [[ $status = 6 && $err =~ "$name: "(.*)"; left in "(an unknown state|[A-Z0-9_]+)(.*) ]]; then
        said=${BASH_REMATCH[2]}
        [[ ${BASH_REMATCH[1]}${BASH_REMATCH[3]} != *'left in '* ]] || wrong+=' the message names several devices;'
    elif [ "$status" = 6 ]; then
        wrong+=' the message lacks the device or its state;'
    elif [ "$status" = 0 ] && [[ $err != *"$name: survived: go "* ]]; then
        wrong+=' the message lacks the error that the device survived;'
    fi
    [[ $err != *[Ee]xception* ]] || wrong+=' an exception;'

    # The message names the devices that were reset.
    count_resets "${words[@]}"
    for ((i = 0; i < ${#words[@]}; i++)); do
        if [[ $err =~ "${names[i]}: ".*"; it was reset" || $err = *"${names[i]} was reset"* ]]; then
            [ "${counts[i]}" != "${before[i]}" ] || wrong+=" ${words[i]} was not reset;"
        else
            [ "${counts[i]}" = "${before[i]}" ] || wrong+=" ${words[i]} was reset;"
        fi
    done

    # The last close resets a device. A borrowed device stays open: its state is the one of the message.
    for device in "${words[@]}"; do
        read -r state <"$device_path/$device/lab/mig_state"
        states+=" $state"
        if [[ -n $suffix && $name = *"$device"* && $status = 6 ]]; then
            [ "$state" = "$said" ] || wrong+=" $device is not in $said;"
        else
            [ "$state" = RUNNING ] || wrong+=" $device is in $state;"
        fi
    done

    if [ -e s2.qevm ]; then
        output=whole
        migstream inspect s2.qevm >stdout 2>&1 || { output=broken; wrong+=' the output is broken;'; }
    fi
    if [[ $1 = save* && ( $status = 0 || $err = *'the stream is complete'* ) ]]; then
        [ $output = whole ] || wrong+=' the output is missing;'
    else
        [ $output = none ] || wrong+=' there is an output;'
    fi
    ! compgen -G '.*.part' >/dev/null || wrong+=' a file is left;'
    printf '%s %-9s%s, output %s%s\n' "$status" "$said" "$states" $output "${wrong:+ WRONG:$wrong}"
    [ -z "$wrong" ] || { sed 's/^/        /' stderr; return 1; }
}

# arcs OPERATION POSITION ARC:STATUSES...: one case for each ARC, FROM-TO, and each kind of failure. STATUSES are those of an arc that
# fails once, always, and into ERROR. Returns how many cases are wrong.
arcs() {
    local arc states kind statuses wrong=0 faulty kinds=('once 5 1' 'always 5 0' 'ERROR 5 1 error')
    faulty=$(devices "$2")
    faulty=${faulty##* }
    for arc in "${@:3}"; do
        states=${arc%:*}
        statuses=${arc#*:}
        for kind in 0 1 2; do
            echo "${states/-/ } ${kinds[kind]#* }" >"$device_path/$faulty/lab/fail_arc"
            printf '%-24s %-9s ' "$states" "${kinds[kind]%% *}"
            result "$1" "${statuses:kind:1}" "$2" || wrong=$((wrong + 1))
            echo >"$device_path/$faulty/lab/fail_arc"
            [ -z "$suffix" ] || reset_borrowed
        done
    done
    return $wrong
}

# hang OPERATION POSITION DELAY: one case in which a call of the device does not return. DELAY is an attribute.
hang() {
    local faulty status=0
    faulty=$(devices "$2")
    faulty=${faulty##* }
    attribute "$faulty" "$3" 600000
    tool='env XDG_CACHE_HOME=none migstream' limit='--timeout 3'
    printf '%-24s %-9s ' "$1, $2" "$3"
    result "$1" 6 "$2" || status=1
    tool=migstream limit=''
    attribute "$faulty" "$3" 0
    grep -q 'no answer within 3 s.*left in an unknown state' stderr || { sed 's/^/        /' stderr; status=1; }
    return $status
}

# reset_borrowed: resets the open devices that a failed save did not bring back to RUNNING. FDS are their descriptors.
reset_borrowed() {
    local device fd=0 fds
    read -ra fds <<<"$FDS"
    for device in $a $b $c; do
        if [ "$(attribute "$device" mig_state)" != RUNNING ]; then
            python3 -c 'import fcntl, sys; fcntl.ioctl(int(sys.argv[1]), 0x3b6f)' "${fds[fd]}" # VFIO_DEVICE_RESET
        fi
        fd=$((fd + 1))
    done
}

# borrowed POSITION ARC:STATUSES...: the cases of saves from devices that another process has open.
borrowed() { suffix=@pid=$HOLDER arcs save "$@"; }

tool=migstream limit='' suffix='' device_path=$(dirname "$(sysfs "$a")")
export tool limit suffix device_path
export -f devices operate count_resets result arcs hang reset_borrowed borrowed

expect 0 '' '' 'streams of one device and of three devices' \
    'migstream save -o 1.qevm vfio:$a; migstream save -o 3.qevm vfio:$a vfio:$b vfio:$c'
# A save that fails while it stops a device leaves no file. On the way back it tries another path, then resets the device.
back='STOP_COPY-STOP:066 STOP-RUNNING_P2P:066 RUNNING_P2P-RUNNING:066'
live="RUNNING-PRE_COPY:666 PRE_COPY-PRE_COPY_P2P:666 PRE_COPY_P2P-STOP_COPY:666 $back"
stopped='RUNNING-RUNNING_P2P:666 RUNNING_P2P-STOP:666 STOP-STOP_COPY:666'
load='RUNNING-RUNNING_P2P:666 RUNNING_P2P-STOP:666 STOP-RESUMING:666 RESUMING-STOP:666'
run='STOP-RUNNING_P2P:666 RUNNING_P2P-RUNNING:666'
export live stopped load run
for position in only first last; do
    expect 0 '*' '' "a save with pre-copy, the fault is in the $position device" "arcs save $position \$live"
    expect 0 '*' '' "a restore, the fault is in the $position device" "arcs restore $position \$load"
    [ $position != first ] || continue
    expect 0 '*' '' "a save without pre-copy, the fault is in the $position device" "arcs save-stopped $position \$stopped"
    expect 0 '*' '' "a restore with --run, the fault is in the $position device" "arcs restore-run $position \$run"
done
expect 0 '*' '' 'a save from devices of another process, the fault is in the last device' \
    'python3 /job/vfio.py $a $b $c -- bash -c "borrowed last $live"'
expect 0 '*' '' 'devices that hang' \
    'hang save last delay_arc; one=$?; hang save first delay_read; two=$?; hang restore last delay_write; three=$?
     hang restore-run only delay_arc && [ $one$two$three = 000 ]'

for device in $a $b $c; do
    attribute "$device" state_size 0
done
expect 0 '' '' 'without faults, the stream is restored' \
    'migstream restore --run -i 3.qevm --map 0000:00:01.0/vfio=vfio:$a --map 0000:00:02.0/vfio=vfio:$b --map 0000:00:03.0/vfio=vfio:$c'
expect 0 '' '' 'and the devices are saved' 'migstream save -o s2.qevm vfio:$a vfio:$b vfio:$c'
expect 0 '' '' 'the states are equal' \
    'for device in $a $b $c; do [ "$(state $device)" = "$(sha256sum </tmp/state)" ] || echo $device; done'
