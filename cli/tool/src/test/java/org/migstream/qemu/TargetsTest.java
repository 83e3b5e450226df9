// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.io.ByteSource;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.SectionSizes;
import org.migstream.vmstate.StreamWithVmDescription;
import org.migstream.vmstate.VmDescription;

/**
 * Reads streams of targets that differ in page size, byte order and handlers without a vmdescription (the hash table of
 * pseries, the keys and attributes of s390x). The content must be the same with and without the vmdescription. The numbers
 * of pages must equal those that QEMU counted.
 */
@Tag("qemu")
class TargetsTest {
    @TempDir
    private Path directory;

    /** The machines do not run (-S), because the firmware does not affect the test. The Stellaris has pages of 1 KiB. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arm -M lm3s6965evb -kernel KERNEL",
                "aarch64 -M virt,gic-version=3,iommu=smmuv3 -m 16 -smp 2 -device virtio-rng-pci",
                "ppc64 -M pseries -m 256",
                "ppc -M mac99 -m 16",
                "s390x -M s390-ccw-virtio -m 16 -device virtio-rng-ccw",
                "riscv64 -M virt -m 16",
                "m68k -M virt -m 16",
            })
    void content_equalsCountersOfMachine(String target) throws IOException, InterruptedException {
        List<String> options =
                Arrays.asList((target + " -S").replace("KERNEL", kernel()).split(" "));
        String binary = "qemu-system-" + options.get(0);
        assumeTrue(installed(binary), () -> binary + " is not installed");
        Path stream;
        Map<?, ?> counted;
        try (QemuMachine machine = new QemuMachine(directory, binary, options.subList(1, options.size()))) {
            stream = machine.migrate();
            counted = (Map<?, ?>) ((Map<?, ?>) machine.query("query-migrate")).get("ram");
        }
        VmDescription description = VmDescription.read(
                new ByteArrayInputStream(StreamWithVmDescription.json(Files.readAllBytes(stream))), Files.size(stream));
        Contents contents = Contents.of(stream, description);
        assertEquals(contents, Contents.of(stream, SectionSizes.NONE));
        assertEquals(description.sections().size(), contents.full());
        assertEquals(counted.get("page-size"), (long) description.pageSize().getAsInt());
        assertEquals(counted.get("total"), contents.ramBytes());
        assertEquals(counted.get("duplicate"), contents.zeroPages());
        assertEquals(counted.get("normal"), contents.normalPages());
        assertEquals(counted.get("normal-bytes"), contents.normalBytes());
    }

    /** The offsets of the sections, the number of FULL sections, and the numbers that QEMU counts as well. */
    private record Contents(
            List<Long> sections, long full, long ramBytes, long zeroPages, long normalPages, long normalBytes) {
        static Contents of(Path stream, SectionSizes sizes) throws IOException {
            List<Long> sections = new ArrayList<>();
            long full = 0;
            long ramBytes = 0;
            long zeroPages = 0;
            long normalPages = 0;
            long normalBytes = 0;
            try (ByteSource in = ByteSource.of(FileChannel.open(stream))) {
                MigrationReader reader = MigrationReader.of(in, sizes);
                for (Element element; (element = reader.next()) != null; ) {
                    if (element instanceof Section section) {
                        sections.add(section.offset());
                        full += section.kind() == Section.Kind.FULL ? 1 : 0;
                    } else if (element instanceof RamRecord.MemSize size) {
                        ramBytes = size.totalBytes();
                    } else if (element instanceof RamPage page && page.encoding() == RamPage.Encoding.ZERO) {
                        zeroPages++;
                    } else if (element instanceof RamPage page) {
                        normalPages++;
                        normalBytes += page.bodyLength();
                    }
                }
                assertEquals(Files.size(stream), in.position());
            }
            return new Contents(sections, full, ramBytes, zeroPages, normalPages, normalBytes);
        }
    }

    private static boolean installed(String binary) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, binary)));
    }

    /** Writes a kernel that fills some pages. */
    private String kernel() throws IOException {
        byte[] bytes = new byte[5000];
        Arrays.fill(bytes, (byte) 0x41);
        return Files.write(directory.resolve("kernel"), bytes).toString();
    }
}
