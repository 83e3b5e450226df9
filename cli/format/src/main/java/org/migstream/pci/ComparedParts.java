// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of the configuration space of a vfio-pci device that not every QEMU compares.
 *
 * @param extendedSpace the bytes from 0x100 on
 * @param vendorRegisters the bytes of a vendor specific capability after the first three
 */
public record ComparedParts(RegisterCheck extendedSpace, RegisterCheck vendorRegisters) {
    private static final Pattern VERSION = Pattern.compile(".*-(\\d{1,4})\\.(\\d{1,4})");

    /** Machine types up to 9.0 switch off {@code skip-vsc-check} ({@code hw_compat_9_0} in hw/core/machine.c). */
    private static final int LAST_VERSION_WITH_VENDOR_REGISTERS = 900;

    /**
     * Returns the parts that QEMU compares.
     *
     * @param buses the kinds of bus that the device may be on
     * @param machineType the machine type in the configuration of the stream; empty if it is not known
     */
    public static ComparedParts of(Collection<GuestBus> buses, String machineType) {
        return new ComparedParts(RegisterCheck.ofExtendedSpace(buses), ofVendorRegisters(machineType));
    }

    /** Returns the parts that QEMU compares of a function without a list of capabilities, which has no extended ones either. */
    ComparedParts withoutExtendedSpace() {
        return new ComparedParts(RegisterCheck.NOT_COMPARED, vendorRegisters);
    }

    private static RegisterCheck ofVendorRegisters(String machineType) {
        Matcher version = VERSION.matcher(machineType);
        if (!version.matches()) {
            return RegisterCheck.UNKNOWN;
        }
        int number = 100 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
        return number <= LAST_VERSION_WITH_VENDOR_REGISTERS ? RegisterCheck.COMPARED : RegisterCheck.NOT_COMPARED;
    }
}
