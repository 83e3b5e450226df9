// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_SHARED_MEMORY;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.device.QemuVersionRange.QemuVersion;
import org.migstream.inspect.walk.VmDescLocator;
import org.migstream.io.ByteSource;
import org.migstream.io.SparseFile;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.FileHeader;
import org.migstream.stream.MigrationReader;

/**
 * Writes a mapped-ram file. If the source had the capability {@code x-ignore-shared}, the stream shows only at its end
 * which blocks are left out: those without any page. Such a stream is first written to a temporary file, in which each
 * block has regions, and then to the result.
 */
final class MappedRamFileSink implements ElementSink {
    /** The first release that loads both capabilities together (QEMU {@code parse_ramblock_mapped_ram}). */
    private static final QemuVersion FIRST_WITH_SHARED_BLOCKS = new QemuVersion(11, 0);

    private final SparseFile file;
    private final OptionalInt pageSize;
    private MappedRamSink sink;
    private @Nullable SparseFile draft;
    private @Nullable FileHeader header;

    /**
     * @param file an empty file
     * @param pageSize page size of the guest in bytes, if known
     */
    MappedRamFileSink(SparseFile file, OptionalInt pageSize) {
        this.file = file;
        this.pageSize = pageSize;
        sink = new MappedRamSink(file, pageSize, Set.of());
    }

    @Override
    public void accept(Element element, InputStream body) throws IOException {
        if (element instanceof FileHeader first) {
            header = first;
        } else if (element instanceof Configuration configuration && configuration.isIgnoringShared()) {
            requireLoadable(configuration);
            startDraft();
        }
        sink.accept(element, body);
    }

    /** Rejects a machine type of releases that do not load the result. */
    private static void requireLoadable(Configuration configuration) throws ConversionException {
        boolean older = QemuVersion.ofMachineType(configuration.machine())
                .filter(version -> version.compareTo(FIRST_WITH_SHARED_BLOCKS) < 0)
                .isPresent();
        if (older) {
            throw ConversionException.unsupported(
                    CONVERT_SHARED_MEMORY,
                    "QEMU before " + FIRST_WITH_SHARED_BLOCKS
                            + " does not load x-ignore-shared and mapped-ram together, and the machine type "
                            + configuration.machine() + " is older: set the machine type of the destination"
                            + " (--machine) if its QEMU is newer");
        }
    }

    private void startDraft() throws IOException {
        sink.close();
        draft = SparseFile.createTemporary();
        sink = new MappedRamSink(draft, pageSize, Set.of());
        if (header != null) {
            sink.accept(header);
        }
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        if (draft != null) {
            rewrite(draft.openSource());
        }
    }

    private void rewrite(ByteSource source) throws IOException {
        Set<String> leftOut = sink.blocksWithoutPages();
        sink.close();
        sink = new MappedRamSink(file, pageSize, leftOut);
        MigrationReader reader = MigrationReader.of(source, VmDescLocator.locate(source));
        Transform addCapability = Transform.ofConfiguration(MappedRamFormat::addTo);
        try (ElementSink changes =
                new MappedRamToRecords(source).andThen(addCapability).createSink(sink)) {
            for (Element element; (element = reader.next()) != null; ) {
                changes.accept(element, reader.body());
            }
            changes.finish();
        }
    }

    /** Returns the length of the result in bytes. */
    long position() {
        return sink.position();
    }

    @Override
    public void close() throws IOException {
        try {
            sink.close();
        } finally {
            if (draft != null) {
                draft.close();
            }
        }
    }
}
