# SPDX-License-Identifier: Apache-2.0
# devices, save, restore and @pid on devices that are opened by their character devices.
. /job/common.sh
CDEV=--cdev
expect 0 '' '* compared*' 'the headers of this kernel agree with the Java sources' 'sh /job/abi /job/vfio-abi.txt 1>&2'
. /job/transfer-checks.sh
expect 0 "*vfio:$a *vfio[0-9]*" '' 'the devices have character devices' 'migstream devices --probe --timeout 60'
expect 0 '*pre-copy: 24 bytes*stop-copy: 72 bytes*equal' '' 'package vfio' 'trial $(name $a) $(name $b)'
expect 0 '*equal' '' 'an address leads to the character device' 'trial vfio:$a vfio:$b'
expect 0 '*equal' '' 'borrowed' 'python3 /job/vfio.py --cdev $a $b -- bash -c "trial vfio:$a@pid=\$HOLDER"'
expect 0 '*equal' '' 'inherited' 'python3 /job/vfio.py --cdev $a -- bash -c "trial fd:\$FDS"'
expect 6 '' '*process * (python3) has it*' 'in use through its character device' \
    'python3 /job/vfio.py --cdev $a -- migstream probe $(name $a)'
expect 6 '' '*process * (python3) has it*' 'in use through its group' 'python3 /job/vfio.py $a -- migstream probe $(name $a)'
expect 0 '*used by*(python3)*' '' 'devices shows the process' 'python3 /job/vfio.py --cdev $a -- migstream devices --timeout 60'
expect 6 '' "*Permission denied*" 'an ordinary user' 'as_user 65534 migstream probe $(name $a)'
expect 0 '*"nr_ports"*' '' 'with permission for two files' \
    'chown 65534 "$(cdev $a)" /dev/iommu; as_user 65534 migstream probe $(name $a)'
finish
