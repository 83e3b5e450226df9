// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.migstream.container.Compression;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;
import org.migstream.pci.GuestSlots;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.transfer.Transfer.TransferReport;

/**
 * The result of a save into memory.
 *
 * @param stream the written bytes
 * @param report the report of the save
 */
record SaveResult(byte[] stream, TransferReport report) {
    static final PreCopyLimits LIMITS = new PreCopyLimits(30, 1 << 20);
    static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
    static final StreamMachineType MACHINE = new StreamMachineType("pc-q35-10.0");

    /** Returns a request for devices, {@code sim:...}. */
    static SaveRequest request(Compression compression, PreCopyLimits limits, boolean leaveStopped, String... devices) {
        return request(compression, limits, leaveStopped, Duration.ofSeconds(20), devices);
    }

    static SaveRequest request(
            Compression compression, PreCopyLimits limits, boolean leaveStopped, Duration timeout, String... devices) {
        List<DeviceName> names = new ArrayList<>();
        for (String device : devices) {
            names.add(DeviceName.parse(device, names.size() + 1));
        }
        return new SaveRequest(
                names,
                MACHINE,
                GuestSlots.NONE,
                null,
                null,
                compression,
                limits,
                leaveStopped,
                true,
                OnError.RESET,
                timeout,
                PLUGINS);
    }

    /** Saves devices with the default options. */
    static SaveResult save(String... devices) throws IOException {
        return save(request(Compression.NONE, LIMITS, false, devices));
    }

    static SaveResult save(SaveRequest request) throws IOException {
        MemoryOutput output = new MemoryOutput();
        Saver saver = new Saver(request, "memory", () -> output);
        saver.run();
        return new SaveResult(output.bytes.toByteArray(), saver.report());
    }

    /** Returns the report of the only device. */
    DeviceTransfer device() {
        return report.devices().get(0);
    }

    /** Returns the names of the states of the only device. */
    List<String> states() {
        return device().states().stream().map(DeviceTransfer.StateEntry::state).toList();
    }

    /** Collects the output. */
    static final class MemoryOutput implements CommittableOutput {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean committed;
        boolean closed;

        @Override
        public ByteBufferOutputStream stream() {
            return ByteBufferOutputStream.of(bytes);
        }

        @Override
        public void commit() {
            committed = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
