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
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.transfer.SaveRequest.PreCopyLimits;

/**
 * A save into memory.
 *
 * @param stream what was written
 * @param report what was said of it
 */
record SaveResult(byte[] stream, TransferReport report) {
    static final PreCopyLimits LIMITS = new PreCopyLimits(30, 1 << 20);
    static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);
    static final StreamMachineType MACHINE = new StreamMachineType("pc-q35-10.0");

    /** A request for these devices, {@code sim:...}. */
    static SaveRequest request(Compression packing, PreCopyLimits limits, boolean leaveStopped, String... devices) {
        List<DeviceName> names = new ArrayList<>();
        for (String device : devices) {
            names.add(DeviceName.parse(device, names.size() + 1));
        }
        return new SaveRequest(names, MACHINE, packing, limits, leaveStopped, Duration.ofSeconds(20), PLUGINS);
    }

    /** With everything as it is by default. */
    static SaveResult save(String... devices) throws IOException {
        return save(request(Compression.NONE, LIMITS, false, devices));
    }

    static SaveResult save(SaveRequest request) throws IOException {
        MemoryOutput output = new MemoryOutput();
        Saver saver = new Saver(request, "memory", () -> output);
        saver.run();
        return new SaveResult(output.bytes.toByteArray(), saver.report());
    }

    /** The notes on the only device. */
    DeviceTransfer device() {
        return report.devices().get(0);
    }

    /** The names of the states that the only device entered. */
    List<String> states() {
        return device().states().stream().map(DeviceTransfer.StateEntry::state).toList();
    }

    /** Keeps what it is given. */
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
