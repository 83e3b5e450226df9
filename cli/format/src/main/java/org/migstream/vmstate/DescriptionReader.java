// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.migstream.stream.SectionKey;

/**
 * Reads a vmdescription by the grammar of the {@linkplain org.migstream.vmstate package description}, one device at a
 * time, none of which is kept.
 */
final class DescriptionReader {
    private static final int MAX_DEVICES = 20_000;
    /** The names of all devices together; real ones have some tens of characters each. */
    private static final int MAX_CHARACTERS = 1 << 20;

    /** A profile takes some hundred bytes. */
    private static final int MAX_EXTENSION = 1 << 20;

    private static final long MAX_U32 = 0xffff_ffffL;

    private final DescriptionJson json;
    private final NodeBudget budget;
    private int devices;
    private int characters;
    private OptionalInt pageSize = OptionalInt.empty();
    private byte[] extension;
    private Span configurationPlace;
    private Span extensionPlace;

    private DescriptionReader(DescriptionJson json, NodeBudget budget) {
        this.json = json;
        this.budget = budget;
    }

    /** Takes the devices in the order of the description. */
    interface DeviceHandler {
        /**
         * Takes the next device.
         *
         * @param description null when the device is beyond the budget
         * @param place where its object stands
         */
        void device(DescribedSection section, VmStateDescription description, Span place) throws IOException;
    }

    /**
     * What a description says beside its devices.
     *
     * @param pageSize of the guest, bytes
     * @param extension the value of {@link DescriptionWriter#EXTENSION}; null if there is none
     * @param configurationPlace where the value of {@code configuration} stands; null if there is none
     * @param extensionPlace where the extension stands; null if there is none
     */
    record Rest(OptionalInt pageSize, byte[] extension, Span configurationPlace, Span extensionPlace) {}

    /** Reads a whole description. */
    static Rest read(InputStream in, long maxBytes, NodeBudget budget, DeviceHandler handler) throws IOException {
        try (DescriptionJson json = new DescriptionJson(in, maxBytes)) {
            DescriptionReader reader = new DescriptionReader(json, budget);
            reader.document(handler);
            return new Rest(reader.pageSize, reader.extension, reader.configurationPlace, reader.extensionPlace);
        }
    }

    private void document(DeviceHandler handler) throws IOException {
        json.document(key -> {
            switch (key) {
                case "page_size" -> pageSize = OptionalInt.of((int) json.integer(1, Integer.MAX_VALUE));
                case "devices" ->
                    json.array(key, k -> {
                        if (++devices > MAX_DEVICES) {
                            throw json.malformed("more than " + MAX_DEVICES + " devices");
                        }
                        device(handler);
                    });
                case "configuration" -> configurationPlace = json.place(json::skip);
                case DescriptionWriter.EXTENSION ->
                    extensionPlace = json.place(() -> extension = json.copy(MAX_EXTENSION));
                default -> json.skip();
            }
        });
    }

    private void device(DeviceHandler handler) throws IOException {
        budget.reset();
        DescribedObject[] read = new DescribedObject[1];
        Span place = json.place(() -> read[0] = object());
        DescribedObject object = read[0];
        VmStateDescription description = object.description();
        boolean oldStyle = object.size >= 0;
        String name = required(object.name, "name");
        characters += name.length() + description.name().length();
        if (characters > MAX_CHARACTERS) {
            throw json.malformed("the names of the devices have more than " + MAX_CHARACTERS + " characters");
        }
        handler.device(
                new DescribedSection(
                        new SectionKey(name, object.instanceId & MAX_U32),
                        oldStyle ? null : description.name(),
                        description.version(),
                        oldStyle ? object.size : description.length(),
                        oldStyle),
                budget.exhausted() ? null : description,
                place);
    }

    private VmStateField field() throws IOException {
        DescribedObject object = object();
        if (object.size < 0) {
            throw json.malformed("a field without \"size\"");
        }
        return new VmStateField(
                required(object.name, "name"),
                required(object.type, "type"),
                object.count > 1 && object.index < 0 ? 0 : object.index,
                object.count,
                object.size,
                object.descriptions());
    }

    /** Reads any object of the description; which of the keys make sense is for the caller to say. */
    private DescribedObject object() throws IOException {
        DescribedObject object = new DescribedObject(budget);
        json.object(key -> {
            switch (key) {
                case "name" -> object.name = json.name();
                case "type" -> object.type = json.name();
                case "instance_id" -> object.instanceId = json.integer(Integer.MIN_VALUE, MAX_U32);
                case "size" -> object.size = json.integer(0, Long.MAX_VALUE);
                case "index" -> object.index = json.integer(0, Long.MAX_VALUE);
                case "array_len" -> object.count = json.integer(0, Long.MAX_VALUE);
                case "struct" -> object.structure(object().description());
                case "vmsd_name" -> object.nextDescription().name(json.name());
                case "version" -> object.lastDescription().version(json.integer(Integer.MIN_VALUE, MAX_U32));
                case "fields" ->
                    json.array(key, k -> checked(() -> object.lastDescription().field(field())));
                case "subsections" ->
                    json.array(key, k -> checked(() -> object.lastDescription().subsection(object().description())));
                default -> json.skip();
            }
        });
        return object;
    }

    private interface Addition {
        void add() throws IOException;
    }

    private void checked(Addition addition) throws IOException {
        try {
            addition.add();
        } catch (ArithmeticException e) {
            throw json.malformed("sizes add up to more than 2^63 bytes");
        }
    }

    private String required(String value, String key) throws IOException {
        if (value == null) {
            throw json.malformed("an object without \"" + key + "\"");
        }
        return value;
    }

    /** The keys of one object, gathered in any order. */
    private static final class DescribedObject {
        private final NodeBudget budget;
        private String name;
        private String type;
        private long instanceId;
        private long size = -1;
        private long index = VmStateField.SINGLE;
        private long count = 1;
        private VmStateDescription.Builder open;
        private final List<VmStateDescription> closed = new ArrayList<>();

        DescribedObject(NodeBudget budget) {
            this.budget = budget;
        }

        /** A list field repeats the keys of a description in one object, once for each of its elements. */
        VmStateDescription.Builder nextDescription() {
            close();
            return lastDescription();
        }

        VmStateDescription.Builder lastDescription() {
            if (open == null) {
                open = new VmStateDescription.Builder(budget);
            }
            return open;
        }

        void structure(VmStateDescription description) {
            close();
            keep(description);
        }

        List<VmStateDescription> descriptions() {
            close();
            return closed;
        }

        /** The only description of an object that has room for one; an empty one if there is none. */
        VmStateDescription description() {
            return lastDescription().build();
        }

        private void close() {
            if (open != null) {
                keep(open.build());
                open = null;
            }
        }

        private void keep(VmStateDescription description) {
            if (budget.take(description.name().length())) {
                closed.add(description);
            }
        }
    }
}
