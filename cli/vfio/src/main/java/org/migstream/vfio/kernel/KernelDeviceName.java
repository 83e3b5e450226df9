// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.host.HostDevice;
import org.migstream.vfio.host.HostDevice.Bus;

/**
 * The name of a kernel device on the command line, after {@code vfio:}.
 *
 * @param device an address on a {@link Bus}, or the path of a cdev
 * @param token the token of a virtual function; null for no token
 * @param pid the process from which the device is borrowed; null to open the device
 */
record KernelDeviceName(
        String device, @Nullable UUID token, @Nullable Integer pid) {
    private static final Pattern NAME =
            Pattern.compile("(?<device>[^,@]+)(,vf[-_]token=(?<token>[^,@]+))?(@pid=(?<pid>\\d{1,9}))?");
    private static final Pattern WITHOUT_DOMAIN = Pattern.compile("\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7]");
    private static final Pattern CDEV =
            Pattern.compile(HostDevice.CDEV_DIRECTORY + "(" + HostDevice.NOIOMMU_PREFIX + ")?vfio\\d{1,9}");

    /**
     * Parses a name.
     *
     * @throws IllegalArgumentException if the name is invalid; the message is for the user
     */
    static KernelDeviceName parse(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new IllegalArgumentException("'vfio:" + text + "' is not a device name; use vfio:DEVICE,"
                    + " vfio:DEVICE,vf-token=UUID (virtual function with a token) or vfio:DEVICE@pid=PID (device that"
                    + " a process has open)");
        }
        String pid = name.group("pid");
        return new KernelDeviceName(
                parseDevice(name.group("device")),
                parseToken(name.group("token")),
                pid == null ? null : Integer.valueOf(pid));
    }

    private static String parseDevice(String text) {
        if (CDEV.matcher(text).matches()) {
            return text;
        }
        String address = text.toLowerCase(Locale.ROOT);
        if (WITHOUT_DOMAIN.matcher(address).matches()) {
            return "0000:" + address;
        }
        for (Bus bus : Bus.values()) {
            if (bus.isAddress(address)) {
                return address;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is neither a PCI address (0000:3b:00.1) nor the UUID of a"
                + " mediated device nor a file " + HostDevice.CDEV_DIRECTORY + "vfioN (" + HostDevice.NOIOMMU_PREFIX
                + "vfioN without an IOMMU)");
    }

    private static @Nullable UUID parseToken(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!Bus.MDEV.isAddress(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a token; a token is a UUID");
        }
        return UUID.fromString(text);
    }

    /** Returns the name of the cdev; empty if the user gave an address. */
    Optional<String> cdevName() {
        return device.startsWith(HostDevice.CDEV_DIRECTORY)
                ? Optional.of(device.substring(HostDevice.CDEV_DIRECTORY.length()))
                : Optional.empty();
    }
}
