// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drivers of vendors in modules.alias, with lines of Debian's Linux 6.12. */
class VariantDriversTest {
    private static final String ALIASES = """
            # Aliases extracted from modules themselves.
            alias pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_core
            alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
            alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci
            alias vfio_pci:v00001AF4d00001041sv*sd*bc02sc[0-9]?i* virtio_vfio_pci
            alias vfio_pci:v000019E5d0000A251sv*sd*bc*sc*i* hisi_acc_vfio_pci
            """;
    private static final String PATH = "lib/modules/6.12.117/modules.alias";

    @TempDir
    private Path root;

    private FakeHostFiles files;

    @BeforeEach
    void createFiles() throws IOException {
        files = new FakeHostFiles(root);
    }

    private HostDevice device(String id, String classCode, String driver) throws IOException {
        String address = "0000:3b:00.2";
        files.addPciDevice(address, id, driver, "25")
                .addFile(
                        "sys/devices/pci0000:3a/" + address + "/modalias",
                        "pci:v0000%sd0000%ssv000015B3sd00000001%s\n"
                                .formatted(
                                        id.substring(0, 4).toUpperCase(),
                                        id.substring(5).toUpperCase(),
                                        classCode));
        return files.host().findDevice(address).orElseThrow();
    }

    private VariantDrivers drivers() {
        return VariantDrivers.of(files.host());
    }

    @Test
    void knownFunction_hasDriver() throws IOException {
        files.addFile(PATH, ALIASES);
        HostDevice device = device("15b3:101e", "bc02sc00i00", "vfio-pci");
        assertEquals(List.of("mlx5_vfio_pci"), drivers().modulesFor(device));
        assertEquals(
                "its driver vfio-pci never supports migration; bind mlx5_vfio_pci to it",
                drivers().missingMigration(device));
    }

    @Test
    void wildcards_matchAsInFnmatch() throws IOException {
        files.addFile(PATH, ALIASES);
        assertEquals(
                List.of("virtio_vfio_pci"), drivers().modulesFor(device("1af4:1041", "bc02sc80i00", "virtio-pci")));
    }

    @Test
    void otherClass_doesNotMatch() throws IOException {
        files.addFile(PATH, ALIASES);
        assertEquals(List.of(), drivers().modulesFor(device("1af4:1041", "bc01sc80i00", "virtio-pci")));
    }

    @Test
    void functionWithoutModule_isNamed() throws IOException {
        files.addFile(PATH, ALIASES);
        assertEquals(
                "bind the VFIO driver of its vendor to it; Linux 6.12.117 has no module with such a driver for 8086:10ca",
                drivers().advice(device("8086:10ca", "bc02sc00i00", "igbvf")));
    }

    @Test
    void missingFile_isNotMentioned() throws IOException {
        HostDevice device = device("8086:10ca", "bc02sc00i00", "igbvf");
        assertEquals("bind the VFIO driver of its vendor to it", drivers().advice(device));
    }

    @Test
    void hugeFile_isReadInPart() throws IOException {
        files.addFile(PATH, ALIASES + "#".repeat(1 << 23));
        assertEquals(
                "bind the VFIO driver of its vendor to it",
                drivers().advice(device("8086:10ca", "bc02sc00i00", "igbvf")));
    }

    @Test
    void variantDriverWithoutMigration_isNamed() throws IOException {
        files.addFile(PATH, ALIASES);
        assertEquals(
                "its driver mlx5_vfio_pci does not support migration of this device",
                drivers().missingMigration(device("15b3:101e", "bc02sc00i00", "mlx5_vfio_pci")));
    }
}
