// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/** Valid and invalid specifications of simulated devices. */
class SimulatedDevicesTest {
    private static final Path PAGE = Path.of("cli/docs/simulated.md");

    @TempDir
    Path folder;

    @Test
    void everyKindAndOption_isOnItsPage() throws IOException {
        String page = Files.readString(PAGE);
        for (SimulatedKind kind : SimulatedKind.values()) {
            assertTrue(page.contains("| `" + kind + "` |"), kind::toString);
            Set<String> names = new HashSet<>();
            for (SimulatedOption option : kind.allOptions()) {
                assertTrue(names.add(option.name()), option::name);
                assertTrue(page.contains("`" + option.name() + "="), () -> kind + " " + option.name());
                assertFalse(option.description().isEmpty());
                assertFalse(option.valueSyntax().isEmpty());
            }
        }
    }

    @Test
    void kinds_areListedInOrder() {
        assertEquals(
                List.of("mtty", "hisi_acc", "mlx5", "bulk", "raw", "v1"),
                Arrays.stream(SimulatedKind.values())
                        .map(SimulatedKind::toString)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sim; is not a simulated device",
                "mtty,ports; is not option=value",
                "mtty,porst=1; sim:mtty has no option porst, only ports",
                "mtty,ports=3; ports=3 is not a number from 1 to 2",
                "mtty,ports=1,scr1=1; scr1=1 is not an option of a card with one port",
                "mtty,ports=1,ports=1; duplicate option ports",
                "bulk,size=5T; size=5T is not a number from 1 to 4398046511104",
                "bulk,fail=RUNNING..STOP; not a step of a device with STOP_COPY+P2P+PRE_COPY",
                "bulk,dma=maybe; dma=maybe is not on or off",
                "raw,pci=15b3; pci=15b3 is not a PCI id such as 15b3:101e",
                "raw,pci=15b3:101; pci=15b3:101 is not a PCI id",
                "raw,pci=15b3:-001; pci=15b3:-001 is not a PCI id",
                "v1,id=x; id=x is not a number",
                "v1,features=P2P; features=P2P is not NDMA or none",
                "v1,short-reads=1; sim:v1 has no option short-reads",
                "hisi-acc,device=gpu; device=gpu is not zip or sec or hpre"
            })
    void invalidSpec_isRejectedBeforeFileIsCreated(String device, String reason) {
        Path file = folder.resolve("device");
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> SimulatedDevices.open(device + "@" + file));
        assertTrue(failure.getMessage().contains(reason), failure::getMessage);
        assertFalse(Files.exists(file));
    }

    @Test
    void rawDeviceWithoutStateFile_needsData() throws IOException {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> SimulatedDevices.open("raw,pci=15b3:101e"));
        assertTrue(failure.getMessage().contains("data=FILE"), failure::getMessage);
        Path missing = folder.resolve("missing");
        VfioException error = assertThrows(VfioException.class, () -> SimulatedDevices.open("raw,data=" + missing));
        assertTrue(error.getMessage().contains(missing + ": no such file"), error::getMessage);
        assertEquals(missing, SimulatedDevices.stateFileOf("raw,data=" + missing));
    }
}
