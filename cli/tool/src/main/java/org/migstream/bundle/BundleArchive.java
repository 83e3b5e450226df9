// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.migstream.container.Compression;
import org.migstream.io.SpillBuffer;

/**
 * The files of a bundle, and the archive of them. All files have the same owner, mode and time, so the bytes of the archive
 * depend only on those of the files.
 */
final class BundleArchive implements Closeable {
    private static final String DIRECTORY = "migstream-bundle/";
    private static final int FILE_MODE = 0100644;

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(BundleFile file, SpillBuffer content) {}

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** Adds a file after those added before. */
    void add(String name, String about, Content content) throws IOException {
        insert(entries.size(), name, about, content);
    }

    /** Adds a file before all others. */
    void addFirst(String name, String about, Content content) throws IOException {
        insert(0, name, about, content);
    }

    private void insert(int index, String name, String about, Content content) throws IOException {
        SpillBuffer buffer = new SpillBuffer();
        try {
            MessageDigest digest = newSha256();
            OutputStream out = new DigestOutputStream(buffer, digest);
            content.write(out);
            out.flush();
            BundleFile file =
                    new BundleFile(name, about, buffer.length(), HexFormat.of().formatHex(digest.digest()));
            entries.add(index, new Entry(file, buffer));
        } catch (IOException | RuntimeException e) {
            buffer.close();
            throw e;
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the files, in the order of the archive. */
    List<BundleFile> files() {
        return entries.stream().map(Entry::file).toList();
    }

    /** Writes a tar archive, compressed with zstd. Does not close the output. */
    void write(OutputStream out) throws IOException {
        OutputStream compressed = Compression.ZSTD.compress(out, new byte[0]);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (Entry entry : entries) {
                TarArchiveEntry header = new TarArchiveEntry(DIRECTORY + entry.file.name(), true);
                header.setSize(entry.file.length());
                header.setModTime(0);
                header.setMode(FILE_MODE);
                header.setIds(0, 0);
                header.setNames("", "");
                tar.putArchiveEntry(header);
                try (InputStream content = entry.content.openRange(0, entry.file.length())) {
                    content.transferTo(tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Entry entry : entries) {
            entry.content.close();
        }
    }
}
