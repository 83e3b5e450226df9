// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.pci.PciSlot;
import org.migstream.spi.DriverError;
import org.migstream.stream.SectionKey;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.kernel.KernelDeviceOpener;
import org.migstream.vfio.simulated.SimulatedDevices;

/**
 * A device name of the command line: {@code [IDSTR=]DEVICE}.
 *
 * @param idstr the idstr of the device's sections; in a restore, a name of a device of the stream ({@link
 *     org.migstream.stream.DeviceLookup})
 * @param device {@code sim:...}, {@code vfio:...} or {@code fd:...}
 */
public record DeviceName(String idstr, String device) {
    private static final String SIM_PREFIX = "sim:";
    private static final String PROCESS_SUFFIX = "@pid=";
    private static final String DEVICE_REGEX = "(?:sim|vfio|fd):.*";
    private static final Pattern DEVICE = Pattern.compile(DEVICE_REGEX, Pattern.DOTALL);

    /** Both an idstr and a device may contain an equals sign. The first one before a device separates them. */
    private static final Pattern NAMED_DEVICE =
            Pattern.compile("(?<idstr>.*?)=(?<device>" + DEVICE_REGEX + ")", Pattern.DOTALL);

    /** The suffix of a VFIO device's idstr (vfio_register_devices in hw/vfio/migration.c). */
    private static final String IDSTR_SUFFIX = "/vfio";

    private static final int MAX_IDSTR_LENGTH = 255;
    private static final int MAX_SLOT = 31;

    /** @throws IllegalArgumentException if a part is not valid, with a message for the user */
    public DeviceName {
        if (!isDevice(device)) {
            throw new IllegalArgumentException(
                    "'" + device + "' is not a device; write vfio:0000:3b:00.1, vfio:UUID, fd:N or sim:KIND@FILE");
        }
        if (idstr.length() > MAX_IDSTR_LENGTH || !idstr.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("'" + idstr + "' is not a valid idstr: an idstr has at most "
                    + MAX_IDSTR_LENGTH + " printable ASCII characters");
        }
    }

    /**
     * Parses a device name. A device without an idstr gets that of a guest device in slot {@code number} of the root bus.
     *
     * @param number the number of the device on the command line, from 1
     * @throws IllegalArgumentException if the text is not a device name, with a message for the user
     */
    public static DeviceName parse(String text, int number) {
        return parse(text, number, PciSlot.ROOT);
    }

    /**
     * Parses a device name. A device without an idstr gets that of a guest device in slot {@code number} of the root bus or,
     * if its slot is of another kind, of the only device below a port or bridge in slot {@code number}.
     */
    public static DeviceName parse(String text, int number, PciSlot slot) {
        String below =
                switch (slot) {
                    case ROOT -> "";
                    case ROOT_PORT -> ":00.0";
                    // Slot 0 of these bridges is reserved (shpc_init in hw/pci/shpc.c).
                    case PCIE_PCI_BRIDGE, PCI_BRIDGE -> ":01.0";
                };
        DeviceName name = parse(text, "0000:00:%02x.0%s%s".formatted(number, below, IDSTR_SUFFIX));
        if (number > MAX_SLOT && name.device.equals(text)) {
            throw new IllegalArgumentException(
                    "a bus has only " + MAX_SLOT + " slots; give device " + number + " an idstr: IDSTR=" + text);
        }
        return name;
    }

    /**
     * Parses a device name.
     *
     * @param idstr the idstr of a device that is named without one
     * @throws IllegalArgumentException if the text is not a device name, or if its idstr is not that of a VFIO device,
     *     with a message for the user
     */
    public static DeviceName parse(String text, String idstr) {
        int separator = text.indexOf('=');
        if (separator < 0 || isDevice(text)) {
            return new DeviceName(idstr, text);
        }
        DeviceName name = parseNamed(text)
                .orElseGet(() -> new DeviceName(text.substring(0, separator), text.substring(separator + 1)));
        if (!new SectionKey(name.idstr, 0).isVfio()) {
            throw new IllegalArgumentException("'" + name.idstr + "' is not the idstr of a VFIO device; write its slot"
                    + " in the guest, such as 0000:00:01.0" + IDSTR_SUFFIX + "=" + name.device);
        }
        return name;
    }

    /**
     * Parses {@code IDSTR=DEVICE}. The idstr may be any name of a device.
     *
     * @return empty if the text has another form
     * @throws IllegalArgumentException if the idstr is not valid, with a message for the user
     */
    public static Optional<DeviceName> parseNamed(String text) {
        Matcher named = NAMED_DEVICE.matcher(text);
        return named.matches()
                ? Optional.of(new DeviceName(named.group("idstr"), named.group("device")))
                : Optional.empty();
    }

    /** Returns whether a text is the name of a device, not of a file. */
    public static boolean isDevice(String text) {
        return DEVICE.matcher(text).matches();
    }

    /** Returns whether the device is one that another process has open. */
    public boolean isBorrowed() {
        return device.contains(PROCESS_SUFFIX);
    }

    /** Returns whether the device is simulated. */
    boolean isSimulated() {
        return device.startsWith(SIM_PREFIX);
    }

    /**
     * Checks that no device is given twice.
     *
     * @throws IllegalArgumentException if one is, or if a name is not valid, with a message for the user
     */
    static void requireDistinct(List<DeviceName> names) {
        Set<String> devices = new HashSet<>();
        for (DeviceName name : names) {
            String device = name.simulationFile()
                    .map(file -> SIM_PREFIX + file.toAbsolutePath().normalize())
                    .orElse(name.device);
            if (!devices.add(device)) {
                throw new IllegalArgumentException(name.device + " is given twice: one device has one state");
            }
        }
    }

    /** Returns the state file of a simulated device; empty for other devices. */
    public Optional<Path> simulationFile() {
        return isSimulated()
                ? Optional.of(SimulatedDevices.stateFileOf(device.substring(SIM_PREFIX.length())))
                : Optional.empty();
    }

    /**
     * Opens the device.
     *
     * @param driverErrors supplies the known errors of all drivers; called only if a call to a kernel device fails
     * @throws IllegalArgumentException if the name is not valid, with a message for the user
     * @throws IOException if the device cannot be opened
     */
    public OpenDevice open(Supplier<List<DriverError>> driverErrors) throws IOException {
        return isSimulated()
                ? SimulatedDevices.open(device.substring(SIM_PREFIX.length()))
                : KernelDeviceOpener.open(device, driverErrors);
    }
}
