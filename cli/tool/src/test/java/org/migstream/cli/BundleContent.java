// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.JsonTree;
import org.migstream.schema.DocumentValidator;

/**
 * A bundle that a command has written. All JSON documents in it have been validated with their schemas.
 *
 * @param files the content of each file, by its name without the directory
 * @param run the result of the command
 */
record BundleContent(Map<String, byte[]> files, CommandRun run) {
    private static final String DIRECTORY = "migstream-bundle/";

    /** Makes a bundle and reads it. */
    static BundleContent make(Path archive, InputStream stdin, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("bundle", "-o", archive.toString()));
        all.addAll(List.of(words));
        CommandRun run = CommandRun.of(stdin, all.toArray(String[]::new));
        assertEquals(0, run.exit(), run.stderr());
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertEquals(DIRECTORY, entry.getName().substring(0, DIRECTORY.length()));
                assertEquals(
                        "0 0   0",
                        entry.getLongUserId() + " " + entry.getLongGroupId() + " "
                                + entry.getUserName() + " " + entry.getGroupName() + " "
                                + entry.getModTime().getTime());
                files.put(entry.getName().substring(DIRECTORY.length()), tar.readAllBytes());
            }
        }
        BundleContent content = new BundleContent(files, run);
        for (String name : files.keySet()) {
            if (name.endsWith(".json")) {
                DocumentValidator.requireValid(content.text(name));
            }
        }
        return content;
    }

    /** Makes a bundle without standard input and reads it. */
    static BundleContent make(Path archive, String... words) throws IOException {
        return make(archive, InputStream.nullInputStream(), words);
    }

    /** Returns the text of a file. */
    String text(String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    /** Returns a document. */
    Map<String, Object> json(String name) throws IOException {
        return InspectionResult.object(JsonTree.parse(text(name)));
    }

    /** Returns the decompressed bytes of all files, one after the other. */
    Map<String, byte[]> decompressed() throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        if (files.containsKey("stream.qevm.zst")) {
            all.put("stream.qevm.zst", stream());
        }
        return all;
    }

    /** Returns the redacted stream, decompressed. */
    byte[] stream() throws IOException {
        try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(files.get("stream.qevm.zst")))) {
            return in.readAllBytes();
        }
    }
}
