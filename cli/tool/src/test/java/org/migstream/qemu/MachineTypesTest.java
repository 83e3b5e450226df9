// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Section;
import org.migstream.stream.SectionSizes;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmDescription;

/** Finds the same sections in streams of several machine types, with and without the vmdescription. */
@Tag("qemu")
class MachineTypesTest {
    private static final long MAX_JSON = 16 << 20;

    @TempDir
    private Path directory;

    /** Streams up to machine type 2.3 have no footers and no configuration section; {@code none} has few devices. */
    @ParameterizedTest
    @ValueSource(
            strings = {"none", "isapc", "pc-i440fx-2.3", "pc-i440fx-2.4", "pc-i440fx-5.2", "pc-q35-4.2", "microvm"})
    void sections_areSameWithAndWithoutVmDescription(String type) throws IOException, InterruptedException {
        Path stream;
        try (QemuMachine machine = new QemuMachine(directory, List.of("-M", type, "-m", "16"))) {
            machine.runFirmware();
            stream = machine.migrate();
        }
        VmDescription description = VmDescription.read(
                new ByteArrayInputStream(StreamWithVmDescription.json(Files.readAllBytes(stream))), MAX_JSON);
        List<String> described = fullSections(stream, description);
        assertEquals(described, fullSections(stream, SectionSizes.NONE));
        assertEquals(description.sections().size(), described.size());
        assertTrue(described.size() >= 1);
    }

    /** Returns name, instance and offset of the FULL sections; checks that the stream ends at the end of the file. */
    private static List<String> fullSections(Path stream, SectionSizes sizes) throws IOException {
        List<String> sections = new ArrayList<>();
        try (ByteSource in = ByteSource.of(FileChannel.open(stream))) {
            MigrationReader reader = MigrationReader.of(in, sizes);
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section section && section.kind() == Section.Kind.FULL) {
                    sections.add(section.key().idstr() + "/" + section.key().instanceId() + " at " + section.offset());
                }
            }
            assertEquals(Files.size(stream), in.position());
        }
        return sections;
    }
}
