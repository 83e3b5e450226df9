# SPDX-License-Identifier: Apache-2.0
# Has libvirt save a machine that it has just made, once in each format: DIRECTORY/saved.FORMAT. The daemon is this user's
# own; everything that it writes stays in the directory.
#   usage: save.bash DOMAIN-XML DIRECTORY FORMAT...
set -euo pipefail
domain=$1
cd "$2"
shift 2
export LIBVIRT_AUTOSTART=0 HOME=$PWD XDG_RUNTIME_DIR=$PWD/run XDG_CONFIG_HOME=$PWD/config XDG_CACHE_HOME=$PWD/cache XDG_DATA_HOME=$PWD/data
mkdir -p run config/libvirt cache data
shell() { virsh -q -c qemu:///session "$@"; }
for format; do
    echo "save_image_format = \"$format\"" >config/libvirt/qemu.conf
    libvirtd >daemon.log 2>&1 &
    trap 'kill $!' EXIT
    for _ in $(seq 300); do
        ! shell version >/dev/null 2>&1 || break
        kill -0 $! || { cat daemon.log; exit 1; }
        sleep 0.1
    done
    shell create --paused "$domain"
    shell save migstream "$PWD/saved.$format"
    chmod a+r "saved.$format"
    trap - EXIT
    kill $!
    wait $! || true
done
