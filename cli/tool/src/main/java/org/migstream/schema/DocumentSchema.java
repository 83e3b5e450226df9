// SPDX-License-Identifier: Apache-2.0
package org.migstream.schema;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The documents with a schema, the most used first. */
public enum DocumentSchema {
    INSPECT(1),
    CHECK(1),
    DIFF(1),
    EXPLAIN(1),
    CODES(1),
    BUNDLE(1),
    PROFILE(1),
    SAVED(1),
    TRANSFER(1),
    HANDOVER(1),
    DEVICES(1),
    PLUGINS(1),
    STATES(1);

    private static final String PREFIX = "migstream.";

    private final int version;

    DocumentSchema(int version) {
        this.version = version;
    }

    /** Returns the beginning of the member {@code schema} in all versions, such as {@code migstream.inspect/}. */
    public String unversionedId() {
        return PREFIX + word() + '/';
    }

    /** Returns the value of the member {@code schema}, such as {@code migstream.inspect/1}. */
    public String id() {
        return unversionedId() + version;
    }

    /** Returns the word for users, such as {@code inspect}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name of the file with the schema, such as {@code inspect-1.json}. */
    public String fileName() {
        return word() + '-' + version + ".json";
    }

    /** Finds a schema by its {@link #word} or its {@link #id}, also without {@code migstream.}. */
    public static Optional<DocumentSchema> find(String name) {
        for (DocumentSchema schema : values()) {
            if (name.equals(schema.word())
                    || schema.id().equals(name)
                    || schema.id().equals(PREFIX + name)) {
                return Optional.of(schema);
            }
        }
        return Optional.empty();
    }

    /** Returns the schema as JSON in ASCII, with a newline at the end. */
    public byte[] read() throws IOException {
        try (InputStream in = DocumentSchema.class.getResourceAsStream(fileName())) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** Returns what the document is about and which command writes it, in one line. */
    public String title() throws IOException {
        return SchemaJson.readTitle(read());
    }
}
