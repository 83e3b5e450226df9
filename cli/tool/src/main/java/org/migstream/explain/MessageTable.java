// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.migstream.explain.KnownMessage.MessageRole;
import org.migstream.io.ResourceLines;

/**
 * Reads the table of messages. Its files are text, in the directory {@code messages}; each {@link KnownMessage} is a
 * block:
 *
 * <pre>
 *   id: unknown-section                 the name of the entry; never changes, because JSON documents have it
 *   role: cause                         cause, place, result or notice
 *   says: Unknown section '{idstr}'     a template of the message (see {@link MessageTemplate})
 *   from: QEMU 10.2.. FILE FUNCTION     where this wording comes from (see {@link MessageSource}); may be repeated
 *   example: Unknown section 'hpet'     a line as the program prints it; may be repeated
 *   look: section damage                names of lookups in a stream (see {@link Lookup}); optional
 *   means: what it means                {idstr} is replaced by the value in the message
 *   alone: what to do first            if no other line was given; optional
 *   do: what to do
 *   vfio: what else to do               if {idstr} is a VFIO device; optional
 * </pre>
 *
 * <p>{@code says}, {@code from} and {@code example} may be repeated for other wordings of the same message. A line that
 * begins with a space continues the line before it; a line with # is a comment.
 */
final class MessageTable {
    /** The files, each for an area. */
    static final List<String> FILES = List.of(
            "qemu-load.txt",
            "qemu-ram.txt",
            "qemu-multifd.txt",
            "qemu-vfio.txt",
            "qemu-vfio-attach.txt",
            "qemu-pci-virtio.txt",
            "qemu-commands.txt",
            "libvirt.txt",
            "kernel.txt");

    private MessageTable() {}

    /**
     * Returns the entries of all files.
     *
     * @throws IllegalStateException if a file does not have the form of a table
     */
    static List<KnownMessage> readAll() {
        List<KnownMessage> all = new ArrayList<>();
        for (String file : FILES) {
            all.addAll(read(file));
        }
        return all;
    }

    /** Returns the entries of one file. */
    static List<KnownMessage> read(String file) {
        List<KnownMessage> entries = new ArrayList<>();
        Block block = null;
        for (String line : ResourceLines.read(MessageTable.class, "messages/" + file)) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalStateException(file + ": not a line of the form 'key: value': " + line);
            }
            String key = line.substring(0, colon);
            String value = line.substring(colon + 2).strip();
            if (key.equals("id")) {
                if (block != null) {
                    entries.add(block.finish());
                }
                block = new Block(file, value);
            } else if (block == null) {
                throw new IllegalStateException(file + ": a line before the first id: " + line);
            } else {
                block.add(key, value);
            }
        }
        if (block != null) {
            entries.add(block.finish());
        }
        return entries;
    }

    /** The lines of one entry. */
    private static final class Block {
        private final String where;
        private final String id;
        private final List<Wording> wordings = new ArrayList<>();
        private final List<MessageSource> sources = new ArrayList<>();
        private final List<String> examples = new ArrayList<>();
        private @Nullable String says;
        private @Nullable String role;
        private @Nullable String means;
        private @Nullable String advice;
        private String look = "";
        private String alone = "";
        private String vfio = "";

        Block(String file, String id) {
            where = file + ": " + id + ": ";
            this.id = id;
        }

        void add(String key, String value) {
            switch (key) {
                case "role" -> role = value;
                case "says" -> {
                    finishWording();
                    says = value;
                }
                case "from" -> sources.add(MessageSource.parse(value));
                case "example" -> examples.add(value);
                case "look" -> look = value;
                case "means" -> means = value;
                case "do" -> advice = value;
                case "alone" -> alone = value;
                case "vfio" -> vfio = value;
                default -> throw new IllegalStateException(where + "unknown key " + key);
            }
        }

        private void finishWording() {
            if (says != null) {
                wordings.add(new Wording(MessageTemplate.compile(says), sources, examples));
                sources.clear();
                examples.clear();
            }
        }

        KnownMessage finish() {
            finishWording();
            return new KnownMessage(
                    id,
                    MessageRole.valueOf(required("role", role).toUpperCase(Locale.ROOT)),
                    wordings,
                    look.isEmpty()
                            ? List.of()
                            : Arrays.stream(look.split(" ", -1))
                                    .map(name -> Lookup.valueOf(name.toUpperCase(Locale.ROOT)))
                                    .toList(),
                    required("means", means),
                    alone,
                    required("do", advice),
                    vfio);
        }

        private String required(String key, @Nullable String value) {
            if (value == null) {
                throw new IllegalStateException(where + "no line '" + key + "'");
            }
            return value;
        }
    }
}
