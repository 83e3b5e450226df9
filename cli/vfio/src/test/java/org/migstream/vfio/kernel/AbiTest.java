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
 * What is taken for the kernel's interface stands in a file, which {@code cli/src/vm/abi} lets a C compiler compare with
 * the kernel's headers.
 */
class AbiTest {
    private static final Path TABLE = Path.of("cli/vfio/src/test/resources/vfio-abi.txt");

    @Test
    void isWhatTheCompilerCompares() throws IOException {
        assumeTrue(!System.getProperty("os.arch").matches("(ppc|mips|sparc|alpha).*"), "ioctls have other numbers");
        List<String> table = Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertEquals(String.join("\n", table), String.join("\n", lines()));
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Field constant : Uapi.class.getDeclaredFields()) {
            if (constant.getName().matches("(VFIO|IOMMU)_.*")) {
                lines.add("constant " + constant.getName() + " " + value(constant));
            }
        }
        for (Struct struct : Struct.values()) {
            lines.add("struct " + struct.title() + " " + struct.size());
            Arrays.stream(Struct.Field.values())
                    .filter(field -> field.struct() == struct)
                    .map(field -> "field " + struct.title() + "." + field.title() + " " + field.offset() + " "
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
    void fieldsLieInTheirStructures() {
        for (Struct.Field field : Struct.Field.values()) {
            assertTrue(field.offset() + field.width() <= field.struct().size(), field.toString());
        }
    }
}
