// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text tables that are stored as resources next to the classes. Comments ({@code #}) and empty lines are left
 * out. A line that starts with a space continues the previous line.
 */
public final class ResourceLines {
    private ResourceLines() {}

    /**
     * Returns the lines of a table.
     *
     * @param owner a class of the package that has the resource
     * @param name of the resource
     * @throws UncheckedIOException if the resource cannot be read
     */
    public static List<String> read(Class<?> owner, String name) {
        List<String> lines = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(owner.getResourceAsStream(name), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(" ")) {
                    int last = lines.size() - 1;
                    lines.set(last, lines.get(last) + line);
                } else if (!line.isEmpty() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
