// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the constants and structures with the table {@code vfio-abi.txt}. A C program of {@code cli/src/vm/abi}
 * compares the table with the kernel's headers.
 */
class UapiConstantsTest {
    private static final Path TABLE = Path.of("cli/vfio/src/test/resources/vfio-abi.txt");

    @Test
    void constantsAndStructs_equalAbiTable() throws IOException {
        assumeTrue(
                !System.getProperty("os.arch").matches("(ppc|mips|sparc|alpha).*"),
                "ioctl numbers differ on this architecture");
        List<String> table = Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertEquals(String.join("\n", table), String.join("\n", abiTableLines()));
    }

    private static List<String> abiTableLines() {
        List<String> lines = new ArrayList<>();
        for (Field constant : UapiConstants.class.getDeclaredFields()) {
            if (constant.getName().matches("(VFIO|IOMMU)_.*")) {
                lines.add("constant " + constant.getName() + " " + value(constant));
            }
        }
        for (UapiStruct struct : UapiStruct.values()) {
            lines.add("struct " + struct.cName() + " " + struct.size());
            Arrays.stream(UapiStruct.Member.values())
                    .filter(field -> field.struct() == struct)
                    .map(field -> "field " + struct.cName() + "." + field.cName() + " " + field.offset() + " "
                            + field.width())
                    .forEach(lines::add);
        }
        return lines;
    }

    private static int value(Field constant) {
        try {
            return constant.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fields_areInsideTheirStructs() {
        for (UapiStruct.Member field : UapiStruct.Member.values()) {
            assertTrue(field.offset() + field.width() <= field.struct().size(), field.toString());
        }
    }
}
