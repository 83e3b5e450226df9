# SPDX-License-Identifier: Apache-2.0
# Devices that are opened by their own files: what is there, saves, restores, loans.
. /job/common.sh
CDEV=yes
expect 0 '' '* compared*' "the headers say what the Java sources do" 'sh /job/abi /job/vfio-abi.txt 1>&2'
. /job/transfer-checks.sh
expect 0 "*vfio:$a *vfio[0-9]*" '' 'the devices have files of their own' 'migstream devices'
expect 0 '*pre-copy: 24 bytes*stop-copy: 72 bytes*equal' '' 'the calls of the engine' 'trial $(name $a) $(name $b)'
expect 0 '*equal' '' 'an address finds the file' 'trial vfio:$a vfio:$b'
expect 0 '*equal' '' 'borrowed' 'python3 /job/vfio.py --cdev $a $b -- bash -c "trial vfio:$a@pid=\$HOLDER"'
expect 0 '*equal' '' 'inherited' 'python3 /job/vfio.py --cdev $a -- bash -c "trial fd:\$FDS"'
expect 6 '' '*process * (python3) has it*' 'in use by its file' \
    'python3 /job/vfio.py --cdev $a -- migstream probe $(name $a)'
expect 6 '' '*process * (python3) has it*' 'in use by its group' 'python3 /job/vfio.py $a -- migstream probe $(name $a)'
expect 0 '*used by*(python3)*' '' 'which devices shows' 'python3 /job/vfio.py --cdev $a -- migstream devices'
expect 6 '' "*Permission denied*" 'an ordinary user' 'as_user 65534 migstream probe $(name $a)'
expect 0 '*"nr_ports"*' '' 'with permission for two files' \
    'chown 65534 "$(cdev $a)" /dev/iommu; as_user 65534 migstream probe $(name $a)'
finish
