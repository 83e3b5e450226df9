// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * A device whose state is any bytes: those of a file, or those that were loaded. It shows a state of a real device, or one
 * that a test made, in a whole stream. Nothing is checked; pre-copy has no data.
 */
final class RawDriver implements SimulatedDriver {
    private static final SimulatedOption PCI =
            new SimulatedOption("pci", "VENDOR:DEVICE", "PCI id, in hexadecimal (1b36:0005)");

    /** The file with the state. */
    static final SimulatedOption DATA = new SimulatedOption("data", "FILE", "file with the state (empty)");

    static final List<SimulatedOption> OPTIONS = List.of(PCI, DATA);

    private static final int BUFFER_SIZE = 1 << 16;
    private static final int ID_DIGITS = 4;
    private static final int HEXADECIMAL = 16;
    private static final int MSIX_VECTORS = 2;

    private final int vendor;
    private final int device;
    private final Optional<String> data;

    RawDriver(OptionValues options) {
        // The ids of QEMU's PCI test device (docs/specs/pci-ids.rst).
        String pci = options.value(PCI).orElse("1b36:0005");
        int colon = pci.indexOf(':');
        vendor = parseId(options, pci, colon < 0 ? "" : pci.substring(0, colon));
        device = parseId(options, pci, pci.substring(colon + 1));
        data = options.value(DATA);
    }

    private static int parseId(OptionValues options, String pci, String digits) {
        boolean valid = digits.length() == ID_DIGITS;
        for (int i = 0; valid && i < ID_DIGITS; i++) {
            valid = Character.digit(digits.charAt(i), HEXADECIMAL) >= 0 && digits.charAt(i) < 0x80;
        }
        if (!valid) {
            throw options.invalidValue(PCI, pci, "a PCI id such as 15b3:101e");
        }
        return Integer.parseInt(digits, HEXADECIMAL);
    }

    @Override
    public Optional<String> driverName() {
        return Optional.empty();
    }

    @Override
    public MigrationFlags defaultFlags() {
        return new MigrationFlags(true, false);
    }

    @Override
    public boolean returnsEnomsg() {
        return true;
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        return new PciConfigBuilder(vendor, device, 0xff0000).msix(MSIX_VECTORS).build();
    }

    @Override
    public void writeInitialContent(StateContent content) throws IOException {
        if (data.isEmpty()) {
            return;
        }
        try (InputStream in = Files.newInputStream(Path.of(data.get()))) {
            byte[] buffer = new byte[BUFFER_SIZE];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                content.append(ByteBuffer.wrap(buffer, 0, count));
            }
        } catch (NoSuchFileException e) {
            throw new IOException(data.get() + ": no such file", e);
        }
    }

    @Override
    public void checkContent(StateContent content) {
        // Any bytes are a state.
    }

    @Override
    public long stopCopyLength(StateContent content) throws IOException {
        return content.length();
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) {
        return new RawSaver(content, dirtyRounds);
    }

    /** Reads the content. */
    private static final class RawSaver implements StateSaver {
        private final StateContent content;
        private final DirtyRounds dirtyRounds;
        private boolean inStopCopy;
        private long position;

        RawSaver(StateContent content, DirtyRounds dirtyRounds) {
            this.content = content;
            this.dirtyRounds = dirtyRounds;
        }

        @Override
        public void read(ByteBuffer into) throws IOException {
            if (inStopCopy) {
                int limit = into.limit();
                int count = (int) Math.min(into.remaining(), content.length() - position);
                content.read(into.limit(into.position() + count), position);
                into.limit(limit);
                position += count;
            }
        }

        @Override
        public PreCopyInfo preCopyInfo() {
            return new PreCopyInfo(0, dirtyRounds.nextRound());
        }

        @Override
        public void startStopCopy() {
            inStopCopy = true;
        }
    }

    @Override
    public StateLoader beginLoad(StateContent content) {
        return new StateLoader() {
            @Override
            public void write(ByteBuffer from) throws IOException {
                content.append(from);
            }

            @Override
            public void finish() {
                // Any bytes are a state.
            }
        };
    }
}
