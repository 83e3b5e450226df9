// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a state file: lines {@code key: value}, then an empty line. The fields of the state and of the content
 * length have a fixed width, so that they can be overwritten in place.
 */
final class StateFileHeader {
    /** The maximum length of a header, in bytes. An MSI-X table of 2048 vectors has 64 KiB of digits. */
    static final int MAX_LENGTH = 1 << 17;

    private static final String VERSION = "migstream-simulation";
    private static final String STATE = "state";
    /** The offset of the state's name. */
    static final int STATE_OFFSET = (VERSION + ": 1\n" + STATE + ": ").length();

    private static final String LENGTH = "content-length";
    private static final int STATE_WIDTH = 32;
    private static final int LENGTH_WIDTH = 19;
    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9-]*): ([ -~]*)");
    private static final Pattern LENGTH_SYNTAX = Pattern.compile("\\d{1,18}");

    private final Map<String, String> entries = new LinkedHashMap<>();
    private int headerLength;

    private StateFileHeader() {}

    /** Returns the header of a new device. */
    static StateFileHeader empty() {
        StateFileHeader header = new StateFileHeader();
        header.entries.put(VERSION, "1");
        header.entries.put(STATE, "");
        header.entries.put(LENGTH, "0");
        return header;
    }

    /** @throws IOException if the file does not begin with a valid header; the message has the reason */
    static StateFileHeader read(RandomAccessFile file) throws IOException {
        byte[] bytes = new byte[(int) Math.min(MAX_LENGTH, file.length())];
        file.seek(0);
        file.readFully(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\n\n");
        if (!text.startsWith(VERSION + ": ")) {
            throw new IOException("it is not the state file of a simulated device");
        }
        if (end < 0) {
            throw new IOException("its header has no end within " + MAX_LENGTH + " bytes");
        }
        StateFileHeader header = new StateFileHeader();
        header.headerLength = end + 2;
        for (String line : text.substring(0, end).split("\n", -1)) {
            header.parse(line);
        }
        header.checkLengths(file.length());
        if (!text.startsWith(new String(header.toBytes(), StandardCharsets.ISO_8859_1))) {
            throw new IOException("its header does not have the layout that migstream writes; the file was changed");
        }
        return header;
    }

    private void parse(String line) throws IOException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("its header has a line that is not 'key: value'");
        }
        if (entries.put(matcher.group(1), matcher.group(2).stripTrailing()) != null) {
            throw new IOException("its header has " + matcher.group(1) + " twice");
        }
    }

    private void checkLengths(long fileLength) throws IOException {
        if (!"1".equals(entries.get(VERSION))) {
            throw new IOException("its version is " + entries.get(VERSION) + ", not 1");
        }
        for (String key : List.of(STATE, LENGTH)) {
            if (!entries.containsKey(key)) {
                throw new IOException("its header has no " + key);
            }
        }
        if (!LENGTH_SYNTAX.matcher(entries.get(LENGTH)).matches()) {
            throw new IOException("its " + LENGTH + " is " + entries.get(LENGTH));
        }
        if (fileLength - headerLength != contentLength()) {
            throw new IOException("its content has " + (fileLength - headerLength) + " bytes, not " + contentLength()
                    + "; the file was truncated or changed");
        }
    }

    String state() {
        return entries.getOrDefault(STATE, "");
    }

    void setState(String name) {
        entries.put(STATE, name);
    }

    /** Returns the length of the content, in bytes. */
    long contentLength() {
        return Long.parseLong(entries.getOrDefault(LENGTH, "0"));
    }

    void setContentLength(long bytes) {
        entries.put(LENGTH, String.valueOf(bytes));
    }

    Optional<String> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    void put(String key, String value) {
        entries.put(key, value);
    }

    /** Returns the entries whose keys begin with a prefix; the keys in the result lack the prefix. */
    Map<String, String> entriesWithPrefix(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Returns the length of the header in the file, in bytes; 0 for a new device. */
    int headerLength() {
        return headerLength;
    }

    void setHeaderLength(int bytes) {
        headerLength = bytes;
    }

    /** Returns the field with the name of a state. */
    static byte[] toStateField(String state) {
        return padRight(state, STATE_WIDTH).getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the header as bytes. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder();
        entries.forEach((key, value) -> text.append(key)
                .append(": ")
                .append(padRight(value, key.equals(STATE) ? STATE_WIDTH : key.equals(LENGTH) ? LENGTH_WIDTH : 0))
                .append('\n'));
        return text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String padRight(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
