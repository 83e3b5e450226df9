// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.vfio.host.Bus;
import org.migstream.vfio.host.HostDevice;

/**
 * Which device of the kernel to open, and how: what stands behind {@code vfio:}.
 *
 * @param device an address of a {@link Bus}, or the path of a cdev
 * @param token of a virtual function; null for none
 * @param pid that has it and is to lend it; null to open it
 */
record KernelDeviceName(String device, UUID token, Integer pid) {
    private static final Pattern NAME =
            Pattern.compile("(?<device>[^,@]+)(,vf[-_]token=(?<token>[^,@]+))?(@pid=(?<process>\\d{1,9}))?");
    private static final Pattern WITHOUT_DOMAIN = Pattern.compile("\\p{XDigit}{2}:[01]\\p{XDigit}\\.[0-7]");
    private static final Pattern CDEV = Pattern.compile(HostDevice.CDEV_DIRECTORY + "vfio\\d{1,9}");

    /** @throws IllegalArgumentException if it names no device, with a message for the user */
    static KernelDeviceName parse(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new IllegalArgumentException("'vfio:" + text + "' names no device; write vfio:DEVICE, for a virtual"
                    + " function with a token vfio:DEVICE,vf-token=UUID, for one that process 4711 has"
                    + " vfio:DEVICE@pid=4711");
        }
        String process = name.group("process");
        return new KernelDeviceName(
                parseDevice(name.group("device")),
                parseToken(name.group("token")),
                process == null ? null : Integer.valueOf(process));
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
                + " mediated device nor a file " + HostDevice.CDEV_DIRECTORY + "vfioN");
    }

    private static UUID parseToken(String text) {
        if (text == null) {
            return null;
        }
        if (!Bus.MDEV.isAddress(text)) {
            throw new IllegalArgumentException("'" + text + "' is no token: that is a UUID");
        }
        return UUID.fromString(text);
    }

    /** The name of the cdev; null for an address. */
    String cdevName() {
        return device.startsWith(HostDevice.CDEV_DIRECTORY)
                ? device.substring(HostDevice.CDEV_DIRECTORY.length())
                : null;
    }
}
