// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.jna.Devices;
import org.migstream.vfio.sim.Simulation;

/**
 * A device as the user names it: {@code [IDSTR=]DEVICE}.
 *
 * @param idstr of its sections
 * @param device {@code sim:...}, {@code vfio:...} or {@code fd:...}
 */
public record DeviceName(String idstr, String device) {
    private static final String SIMULATED = "sim:";
    private static final Pattern DEVICE = Pattern.compile("(sim|vfio|fd):.*", Pattern.DOTALL);
    private static final Pattern ADDRESS =
            Pattern.compile("vfio:(?<address>\\p{XDigit}{4}:\\p{XDigit}{2}:\\p{XDigit}{2}\\.[0-7])(@.*)?");

    /** By which readers of a stream know a VFIO device (vfio_register_devices in hw/vfio/migration.c). */
    private static final String SUFFIX = "/vfio";

    private static final int MAX_IDSTR = 255;
    private static final int SLOTS = 31;

    /** @throws IllegalArgumentException if nothing is called so, with a message for the user */
    public DeviceName {
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException(
                    "'" + device + "' is no device; write vfio:0000:3b:00.1, vfio:UUID, fd:N or sim:KIND@FILE");
        }
        if (idstr.length() > MAX_IDSTR || !idstr.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("'" + idstr + "' cannot be an idstr: it has at most " + MAX_IDSTR
                    + " characters, and those of ASCII");
        }
        if (!idstr.endsWith(SUFFIX) && !idstr.equals("vfio")) {
            throw new IllegalArgumentException("'" + idstr + "' is no idstr of a VFIO device; write "
                    + (idstr.isEmpty() ? "0000:00:01.0" : idstr) + SUFFIX + "=" + device);
        }
    }

    /**
     * Reads one.
     *
     * @param number of the device on the command line, from 1: without an idstr, it gets that of the guest's slot of this
     *     number, or of its own address
     * @throws IllegalArgumentException if that names no device, with a message for the user
     */
    public static DeviceName of(String text, int number) {
        int separator = text.indexOf('=');
        if (separator >= 0 && !DEVICE.matcher(text).matches()) {
            return new DeviceName(text.substring(0, separator), text.substring(separator + 1));
        }
        Matcher address = ADDRESS.matcher(text);
        if (address.matches()) {
            return new DeviceName(address.group("address") + SUFFIX, text);
        }
        if (number > SLOTS) {
            throw new IllegalArgumentException(
                    "a bus has " + SLOTS + " slots; name the device " + number + ": IDSTR=" + text);
        }
        return new DeviceName("0000:00:%02x.0%s".formatted(number, SUFFIX), text);
    }

    /** Whether it is none of this host's. */
    public boolean isSimulated() {
        return device.startsWith(SIMULATED);
    }

    /** The file in which a simulated device lives. */
    public Optional<Path> file() {
        return isSimulated() ? Optional.of(Simulation.file(device.substring(SIMULATED.length()))) : Optional.empty();
    }

    /**
     * Opens it.
     *
     * @throws IllegalArgumentException if the name makes no sense, with a message for the user
     * @throws IOException if it cannot be opened
     */
    public OpenDevice open() throws IOException {
        return isSimulated() ? Simulation.open(device.substring(SIMULATED.length())) : Devices.open(device);
    }
}
