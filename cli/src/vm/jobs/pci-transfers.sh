# SPDX-License-Identifier: Apache-2.0
# devices, save and restore on PCI functions: virtual and physical ones, with and without PCI Express, alone and together,
# with IOMMU groups, VF tokens and permissions.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 4
virtual_functions $nvme 2
left=0000:07:01.0
right=0000:07:02.0
export left right
programmable $a $b $nvme_a $nvme_b $e1000e $edu $left
head -c 20000 /dev/urandom >/tmp/one
head -c 5000 /dev/urandom >/tmp/two

expect 0 "*vfio:$a *vfiolab_pci *v2 with STOP_COPY, P2P, PRE_COPY; now RUNNING*8086:10ca*vfio:$e1000e *8086:10d3*" '' \
    'devices lists functions' 'migstream devices --probe --timeout 60'

# --- between functions of one kind --------------------------------------------------------------------------------------
# again DEVICE: restores the state of a function into the same function, which has another state by then.
again() {
    local before
    before=$(state "$1")
    migstream save -o again.qevm "vfio:$1" && content "$1" two && migstream restore --run -i again.qevm "vfio:$1" &&
        [ "$(state "$1")" = "$before" ]
}
export -f again
for device in $a $nvme_a $e1000e $edu; do
    content $device /tmp/one
done
expect 0 '' '' 'virtual functions of igb' 'moved $a $b'
expect 0 '' '' 'virtual functions of NVMe' 'moved $nvme_a $nvme_b'
expect 0 '' '' 'e1000e' 'again $e1000e'
expect 0 '' '*the kernel cannot reset this device*' 'edu: no PCI Express, no reset' 'again $edu'
attribute $a precopy_bytes 15000
attribute $a precopy_initial 2000
attribute $a precopy_chunk 3000
attribute $b state_size 0
expect 0 '*running * 14.6 KiB (15000 bytes) in *stopped *5000 bytes*' '' 'rounds of pre-copy' \
    'migstream save -v --max-downtime-bytes 0 -o rounds.qevm vfio:$a 2>&1'
expect 0 '' '' 'are restored' 'migstream restore -i rounds.qevm vfio:$b; same_state $a $b'
expect 1 '' '*the PCI id 8086:10ca, but the target has 1b36:0010*is unchanged and in RUNNING*' 'the state of another kind of function is refused' 'migstream restore -i rounds.qevm vfio:$nvme_b'

# --- several functions --------------------------------------------------------------------------------------------------
x=0000:00:01.0/vfio
y=0000:00:02.0/vfio
export x y
content $nvme_a /tmp/two
expect 0 '' '' 'two functions are saved together' 'migstream save -o both.qevm $x=vfio:$a $y=vfio:$nvme_a'
expect 0 '' '' 'and restored together' 'migstream restore --run -i both.qevm --map $x=vfio:$b --map $y=vfio:$nvme_b'
expect 0 '' '' 'the states are equal' '[ "$(state $a; state $nvme_a)" = "$(state $b; state $nvme_b)" ]'

# --- groups -------------------------------------------------------------------------------------------------------------
content $left /tmp/one
expect 0 '' '' 'a function whose group has one without a driver' 'migstream save -o group.qevm vfio:$left'
programmable $right
content $right /tmp/two
expect 0 '' '' 'two functions of a group are saved' 'migstream save -o group.qevm $x=vfio:$left $y=vfio:$right'
expect 0 '' '*the kernel cannot reset this device*' 'and restored crosswise' 'migstream restore --run -i group.qevm --map $x=vfio:$right --map $y=vfio:$left'
expect 0 "$(sha256sum </tmp/two)
$(sha256sum </tmp/one)" '' 'each has the state of the other' 'state $left; state $right'
programmable 0000:00:1f.3
expect 6 '' '*other devices of the group are bound to drivers of the host; unbind them first: * ?lpc_ich?, * ?ahci?*' \
    'a group with drivers of the host' 'migstream save -o host.qevm vfio:0000:00:1f.3'
unbind 0000:00:1f.3
expect 6 '' '*its driver vfio-pci never supports migration*' 'vfio-pci' \
    'bind $c vfio-pci; migstream save -o plain.qevm vfio:$c'
expect 6 '' '*it has no driver*' 'no driver' 'migstream save -o none.qevm vfio:$d'

# --- permissions --------------------------------------------------------------------------------------------------------
expect 6 '' "*open /dev/vfio/*: Permission denied: this user needs*" 'an ordinary user' 'as_user 65534 migstream probe vfio:$a'
expect 0 '' '' 'with the file of the group alone' \
    'chown 65534 "$(group $a)"; install -d -o 65534 user; as_user 65534 migstream save -o user/a.qevm vfio:$a'

# --- tokens -------------------------------------------------------------------------------------------------------------
token=11111111-2222-3333-4444-555555555555
pf=0000:02:00.0
vf=0000:02:10.0
export token pf vf
expect 6 '' '*leave vf-token off: 0000:01:00.0 has the driver igb*' 'a token for a function whose physical function has a driver of the host' \
    'migstream save -o t.qevm vfio:$a,vf-token=$token'
programmable $pf
expect 0 '' '' 'a program opens a physical function, sets a token and makes a virtual function' \
    'python3 /job/vfio.py --vf-token=$token $pf -- bash -c "virtual_functions $pf 1"'
programmable $vf
content $vf /tmp/one
expect 6 '' '*requires a token: use vfio:0000:02:10.0,vf-token=UUID*' 'without the token' 'migstream save -o t.qevm vfio:$vf'
expect 6 '' '*the token is wrong*' 'a wrong token' 'migstream save -o t.qevm vfio:$vf,vf-token=${token/1/2}'
expect 2 '' "*'nonsense' is not a token; a token is a UUID*" 'no token' 'migstream save -o t.qevm vfio:$vf,vf-token=nonsense'
expect 0 '' '' 'the token' 'migstream save -o t.qevm vfio:$vf,vf-token=$token'
expect 0 '' '' 'a restore' 'content $vf two; migstream restore --run -i t.qevm vfio:$vf,vf-token=$token'
expect 0 "$(sha256sum </tmp/one)" '' 'the state is restored' 'state $vf'
expect 0 '' '' 'no part of a file is left' 'ls -A | grep part; true'
finish
