// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.PciRegs;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * Checks that DMA between the open devices of this process is not lost. A running device (not in P2P or NDMA, not
 * stopped) may start DMA at any time. If its peer is stopped at that time, the DMA is lost. A caller avoids this if all
 * devices are in P2P or NDMA states before the first stops, and all have left the stopped states before the first runs.
 * Otherwise the caller has a defect, and the call that loses DMA throws {@link IllegalStateException}.
 *
 * <p>As in hardware, DMA requires bus mastering (bit 2 of the command register). Bus mastering is off in a new device
 * and after a reset, so devices that wait for a restore are never reported. A peer that is not open in this process is
 * assumed to answer DMA.
 */
final class PeerDmaCheck {
    static final String ON = "on";
    static final String OFF = "off";
    static final SimulatedOption DMA_OPTION = new SimulatedOption(
            "dma",
            ON + "|" + OFF,
            "bus mastering of a new device, needed for DMA to its peer (off); a reset turns it off");

    private static final List<String> DMA_CHOICES = List.of(ON, OFF);

    private static final Map<Path, SimulatedDevice<?>> OPEN_DEVICES = new ConcurrentHashMap<>();

    private PeerDmaCheck() {}

    /** @throws IllegalArgumentException if the option is neither on nor off */
    static void checkOption(OptionValues options) {
        options.choice(DMA_OPTION, DMA_CHOICES, OFF);
    }

    static boolean isBusMaster(DeviceConfiguration configuration) {
        return (configuration.configSpace().u16(PciRegs.COMMAND) & PciRegs.COMMAND_MASTER) != 0;
    }

    /** Returns a copy of the configuration with bus mastering on or off. */
    static DeviceConfiguration withBusMaster(DeviceConfiguration configuration, boolean on) {
        ConfigSpace original = configuration.configSpace();
        int command = original.u16(PciRegs.COMMAND) & ~PciRegs.COMMAND_MASTER | (on ? PciRegs.COMMAND_MASTER : 0);
        byte[] space = new byte[original.size()];
        original.bytes().get(space);
        ByteBuffer.wrap(space).order(ByteOrder.LITTLE_ENDIAN).putShort(PciRegs.COMMAND, (short) command);
        return new DeviceConfiguration(new ConfigSpace(space), configuration.msixTable());
    }

    static void register(SimulatedDevice<?> device) {
        OPEN_DEVICES.put(device.stateFilePath(), device);
    }

    static void unregister(SimulatedDevice<?> device) {
        OPEN_DEVICES.remove(device.stateFilePath(), device);
    }

    /** @throws IllegalStateException if DMA from this device or to it is lost */
    static void requireDmaAnswered(SimulatedDevice<?> device) {
        for (SimulatedDevice<?> other : OPEN_DEVICES.values()) {
            requireDmaAnswered(device, other);
            requireDmaAnswered(other, device);
        }
    }

    private static void requireDmaAnswered(SimulatedDevice<?> from, SimulatedDevice<?> to) {
        if (from.startsDmaTo(to.stateFilePath())
                && to.isStopped()
                && !from.isExemptFromDmaCheck()
                && !to.isExemptFromDmaCheck()) {
            throw new IllegalStateException("DMA from " + from.stateFilePath() + " in " + from.currentState()
                    + " is lost: " + to.stateFilePath() + " is in " + to.currentState());
        }
    }
}
