// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

/** How devices are named, for usage texts. */
final class DeviceHelp {
    static final String DEVICE_SYNTAX = "vfio:ADDRESS for a PCI function, vfio:UUID for a mediated device,"
            + " vfio:/dev/vfio/devices/vfioN for either, each with @pid=N if process N has it and lends it; fd:N for one"
            + " that was inherited; sim:KIND[,OPTION=VALUE]...@FILE for a simulated one, whose state is in FILE";

    private DeviceHelp() {}
}
