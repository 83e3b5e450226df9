// SPDX-License-Identifier: Apache-2.0
package org.migstream.guest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.check.MachineRefusals;
import org.migstream.check.PciPlacement;
import org.migstream.check.TargetException;
import org.migstream.container.Input;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.MsixTable;
import org.migstream.report.LocatedFinding;
import org.migstream.report.ReadOutcome;
import org.migstream.spi.Finding;

/**
 * What a stream of the QEMU that will load a save shows of its devices ({@code --like}).
 *
 * @param name the name of the input
 * @param machineType the machine type in its configuration; empty without one
 * @param devices its VFIO devices that have a configuration
 */
public record LikeStream(String name, String machineType, List<LikeDevice> devices) {
    private static final long NOTHING_KEPT = 0;

    /** Copies the list. */
    public LikeStream {
        devices = List.copyOf(devices);
    }

    /**
     * A device of the stream.
     *
     * @param placement its place in the guest
     * @param configSpace the configuration space that QEMU saved
     * @param msixTable the MSI-X table of the guest; without vectors for a device without MSI-X
     */
    public record LikeDevice(String idstr, PciPlacement placement, ConfigSpace configSpace, MsixTable msixTable) {}

    /**
     * Reads a stream to its end.
     *
     * @throws TargetException if it is damaged, or has no VFIO device
     */
    public static LikeStream read(Input input, DecoderChoice decoders) throws IOException {
        InspectRequest request = InspectRequest.withAllChecks(decoders, NOTHING_KEPT);
        try (StreamReport report = StreamInspector.inspect(input, List.of(), request)) {
            if (report.outcome() != ReadOutcome.COMPLETE) {
                Finding reason = report.findings()
                        .stopReason()
                        .map(LocatedFinding::finding)
                        .orElseThrow();
                throw new TargetException(input.name(), report.outcome(), reason.message());
            }
            List<LikeDevice> devices = new ArrayList<>();
            for (DeviceReport device : report.devices()) {
                LikeDevice read = toDevice(device, report);
                if (read != null) {
                    devices.add(read);
                }
            }
            if (devices.isEmpty()) {
                throw new TargetException(
                        input.name(), ReadOutcome.UNSUPPORTED, "it has no VFIO device with a configuration space");
            }
            return new LikeStream(input.name(), machineType(report), devices);
        }
    }

    private static String machineType(StreamReport report) {
        return report.outline().configuration() == null
                ? ""
                : report.outline().configuration().machine();
    }

    private static @Nullable LikeDevice toDevice(DeviceReport device, StreamReport report) throws IOException {
        VfioConfig config = device.device().config();
        if (config == null || config.configSpace() == null || device.device().key() == null) {
            return null;
        }
        return new LikeDevice(
                device.device().requiredKey().idstr(),
                MachineRefusals.placement(device.device().key(), report),
                config.configSpace(),
                config.msix());
    }

    /** Returns the device with this idstr. */
    public Optional<LikeDevice> find(String idstr) {
        return devices.stream().filter(device -> device.idstr().equals(idstr)).findFirst();
    }
}
