// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;

/** The example of the package documentation, between the two markers. */
final class LibraryExample {
    private LibraryExample() {}

    /** Prints the sections of {@code file}, and the number of data bytes of each VFIO device. */
    static void printSections(Path file, PrintStream out) throws IOException {
        SectionKey current = null;
        // example:start
        Map<SectionKey, Long> dataBytes = new LinkedHashMap<>();
        try (Input input = Input.open(file, OutputLimit.NONE)) {
            MigrationReader reader = MigrationReader.of(input.source(), SectionSizes.NONE);
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof Section section) {
                    out.println(section.kind() + " " + section.key().idstr());
                    current = section.key();
                } else if (element instanceof VfioRecord.Data data) {
                    dataBytes.merge(current, data.bodyLength(), Long::sum);
                }
            }
        }
        dataBytes.forEach((device, bytes) -> out.println(device.idstr() + ": " + bytes + " bytes"));
        // example:end
    }
}
