// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the values of {@code --target}. */
class TargetOptionTest {
    @ParameterizedTest
    @CsvSource({
        "target.json, , target.json, false",
        "-, , -, false",
        "0000:00:01.0/vfio=target.json, 0000:00:01.0/vfio, target.json, false",
        "0000:00:01.0/vfio=a=b, 0000:00:01.0/vfio, a=b, false",
        "vfio:0000:3b:00.1, , vfio:0000:3b:00.1, true",
        "fd:3, , fd:3, true",
        "'sim:mtty,ports=2@state', , 'sim:mtty,ports=2@state', true",
        "0000:00:01.0/vfio=fd:3, 0000:00:01.0/vfio, fd:3, true",
        "./fd:3, , ./fd:3, false",
    })
    void target_isSplitIntoIdstrAndName(String text, String idstr, String name, boolean device) {
        TargetOption option = TargetOption.of(text);
        assertEquals(new TargetOption(idstr, name), option);
        assertEquals(device, option.isDevice());
    }

    @Test
    void existingFileWithEqualsSign_isTreatedAsFile(@TempDir Path folder) throws IOException {
        String name = Files.createFile(folder.resolve("a=b")).toString();
        assertEquals(new TargetOption(null, name), TargetOption.of(name));
    }
}
