// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationLawsTest {
    @TempDir
    Path folder;

    private String at(String device, String name) {
        return device + "@" + folder.resolve(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mtty | mtty",
                "mtty,ports=1,scr0=0x41 | mtty,ports=1",
                "mtty,lcr1=3,features=STOP_COPY | mtty,features=STOP_COPY+P2P",
            })
    void whatWasRestoredIsSavedAgain(String source, String target) throws IOException {
        byte[] saved = Migrating.save(at(source, "source"));
        for (int piece : new int[] {1, 7, 24, 25, 1 << 20}) {
            String copy = at(target, "target-" + piece);
            Migrating.restore(copy, saved, piece);
            assertArrayEquals(saved, Migrating.save(copy));
        }
        assertArrayEquals(saved, Migrating.save(at(source, "source")));
        assertFalse(Files.exists(folder.resolve("source.sim-new")));
    }
}
