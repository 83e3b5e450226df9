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
import org.migstream.vfio.DeviceConfiguration;

/**
 * The DMA that devices of one process start to each other. One that runs, neither quiet by P2P or NDMA nor stopped, is
 * taken to start some at any moment, so that two states suffice to tell: if its peer stands still, the DMA has escaped
 * to a device that can not answer it. Nobody who brings all devices to quiet states before the first is stopped, and all
 * of them out of stopped ones before the first runs, ever sees that; to see it is a defect, and throws {@link
 * IllegalStateException} out of the call that led there.
 *
 * <p>As in hardware, bus mastering (bit 2 of the command register) has to be on: a device that nobody has set up, or that
 * was reset, starts nothing. So a target whose devices wait for their states is not to blame. A peer that is not open in
 * this process is taken to answer.
 */
final class PeerDmaCheck {
    static final String ON = "on";
    static final String OFF = "off";
    static final SimulatedOption DMA_OPTION = new SimulatedOption(
            "dma",
            ON + "|" + OFF,
            "a guest has set it up to start DMA, to its peer if it has one (off); a reset ends it");

    private static final List<String> DMA_CHOICES = List.of(ON, OFF);

    private static final Map<Path, SimulatedDevice<?>> OPEN_DEVICES = new ConcurrentHashMap<>();

    private PeerDmaCheck() {}

    /** @throws IllegalArgumentException if the option is neither */
    static void checkOption(OptionValues options) {
        options.choice(DMA_OPTION, DMA_CHOICES, OFF);
    }

    static boolean isBusMaster(DeviceConfiguration configuration) {
        return (configuration.configSpace().u16(PciRegs.COMMAND) & PciRegs.COMMAND_MASTER) != 0;
    }

    /** The same configuration with bus mastering on or off. */
    static DeviceConfiguration withBusMaster(DeviceConfiguration configuration, boolean on) {
        ConfigSpace own = configuration.configSpace();
        int command = own.u16(PciRegs.COMMAND) & ~PciRegs.COMMAND_MASTER | (on ? PciRegs.COMMAND_MASTER : 0);
        byte[] space = new byte[own.size()];
        own.bytes().get(space);
        ByteBuffer.wrap(space).order(ByteOrder.LITTLE_ENDIAN).putShort(PciRegs.COMMAND, (short) command);
        return new DeviceConfiguration(new ConfigSpace(space), configuration.msixTable());
    }

    static void register(SimulatedDevice<?> device) {
        OPEN_DEVICES.put(device.stateFilePath(), device);
    }

    static void unregister(SimulatedDevice<?> device) {
        OPEN_DEVICES.remove(device.stateFilePath(), device);
    }

    /** @throws IllegalStateException if a DMA from or to this device is not answered */
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
            throw new IllegalStateException("the DMA of " + from.stateFilePath() + ", which is " + from.currentState()
                    + ", escaped to " + to.stateFilePath() + ", which is " + to.currentState());
        }
    }
}
