// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.util.Locale;
import java.util.regex.Pattern;

/** The buses that have migratable VFIO devices. */
public enum Bus {
    /** Functions of PCI devices, by domain, bus, device and function. */
    PCI("\\p{XDigit}{4,8}:\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7]"),
    /** Mediated devices, by UUID. */
    MDEV("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Pattern addressPattern;

    Bus(String address) {
        this.addressPattern = Pattern.compile(address);
    }

    /** Whether an address is of this bus. */
    public boolean isAddress(String text) {
        return addressPattern.matcher(text).matches();
    }

    String sysfsDirectory() {
        return "/sys/bus/" + this + "/devices";
    }

    /** As in {@code /sys/bus}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
