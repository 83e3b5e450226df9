// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import java.util.Locale;
import java.util.regex.Pattern;

/** A bus of the host that can have migratable VFIO devices. */
public enum Bus {
    /** PCI functions; the address is domain, bus, device and function. */
    PCI("\\p{XDigit}{4,8}:\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7]"),
    /** Mediated devices; the address is a UUID. */
    MDEV("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Pattern addressPattern;

    Bus(String addressPattern) {
        this.addressPattern = Pattern.compile(addressPattern);
    }

    /** Returns whether a text has the form of an address on this bus. */
    public boolean isAddress(String text) {
        return addressPattern.matcher(text).matches();
    }

    String sysfsDirectory() {
        return "/sys/bus/" + this + "/devices";
    }

    /** Returns the name of the bus in {@code /sys/bus}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
