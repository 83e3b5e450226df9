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

/** Machine types decide what is in a stream; whatever that is, search and description find the same sections. */
@Tag("qemu")
class MachineTypesTest {
    private static final long MAX_JSON = 16 << 20;

    @TempDir
    private Path directory;

    /** Up to 2.3 there are neither footers nor a configuration; {@code none} has hardly a device. */
    @ParameterizedTest
    @ValueSource(
            strings = {"none", "isapc", "pc-i440fx-2.3", "pc-i440fx-2.4", "pc-i440fx-5.2", "pc-q35-4.2", "microvm"})
    void searchAndDescriptionFindTheSameSections(String type) throws IOException, InterruptedException {
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

    /** Name, instance and place of the FULL sections; the stream must end where the file does. */
    private static List<String> fullSections(Path stream, SectionSizes known) throws IOException {
        List<String> sections = new ArrayList<>();
        try (ByteSource in = ByteSource.of(FileChannel.open(stream))) {
            MigrationReader reader = MigrationReader.of(in, known);
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
