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
final class VmDescriptionReader {
    private static final int MAX_DEVICES = 20_000;
    /** The names of all devices together; real ones have some tens of characters each. */
    private static final int MAX_NAME_CHARACTERS = 1 << 20;

    /** A profile takes some hundred bytes. */
    private static final int MAX_EXTENSION_LENGTH = 1 << 20;

    private static final long MAX_U32 = 0xffff_ffffL;

    private final VmDescriptionJsonReader json;
    private final DescriptionBudget budget;
    private int deviceCount;
    private int nameCharacters;
    private OptionalInt pageSize = OptionalInt.empty();
    private byte[] extension;
    private ByteRange configurationRange;
    private ByteRange extensionRange;

    private VmDescriptionReader(VmDescriptionJsonReader json, DescriptionBudget budget) {
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
        void handleDevice(DescribedSection section, VmStateDescription description, ByteRange place) throws IOException;
    }

    /**
     * What a description says beside its devices.
     *
     * @param pageSize of the guest, bytes
     * @param extension the value of {@link VmDescriptionWriter#EXTENSION_KEY}; null if there is none
     * @param configurationRange where the value of {@code configuration} stands; null if there is none
     * @param extensionRange where the extension stands; null if there is none
     */
    record GlobalProperties(
            OptionalInt pageSize, byte[] extension, ByteRange configurationRange, ByteRange extensionRange) {}

    /** Reads a whole description. */
    static GlobalProperties read(InputStream in, long maxBytes, DescriptionBudget budget, DeviceHandler handler)
            throws IOException {
        try (VmDescriptionJsonReader json = new VmDescriptionJsonReader(in, maxBytes)) {
            VmDescriptionReader reader = new VmDescriptionReader(json, budget);
            reader.readDocument(handler);
            return new GlobalProperties(
                    reader.pageSize, reader.extension, reader.configurationRange, reader.extensionRange);
        }
    }

    private void readDocument(DeviceHandler handler) throws IOException {
        json.readDocument(key -> {
            switch (key) {
                case "page_size" -> pageSize = OptionalInt.of((int) json.readInteger(1, Integer.MAX_VALUE));
                case "devices" ->
                    json.readArray(key, k -> {
                        if (++deviceCount > MAX_DEVICES) {
                            throw json.malformed("more than " + MAX_DEVICES + " devices");
                        }
                        readDevice(handler);
                    });
                case "configuration" -> configurationRange = json.rangeOf(json::skipValue);
                case VmDescriptionWriter.EXTENSION_KEY ->
                    extensionRange = json.rangeOf(() -> extension = json.copyValue(MAX_EXTENSION_LENGTH));
                default -> json.skipValue();
            }
        });
    }

    private void readDevice(DeviceHandler handler) throws IOException {
        budget.reset();
        ObjectBuilder[] read = new ObjectBuilder[1];
        ByteRange place = json.rangeOf(() -> read[0] = readObject());
        ObjectBuilder object = read[0];
        VmStateDescription description = object.buildDescription();
        boolean oldStyle = object.size >= 0;
        String name = requireKey(object.name, "name");
        nameCharacters += name.length() + description.name().length();
        if (nameCharacters > MAX_NAME_CHARACTERS) {
            throw json.malformed("the names of the devices have more than " + MAX_NAME_CHARACTERS + " characters");
        }
        handler.handleDevice(
                new DescribedSection(
                        new SectionKey(name, object.instanceId & MAX_U32),
                        oldStyle ? null : description.name(),
                        description.version(),
                        oldStyle ? object.size : description.length(),
                        oldStyle),
                budget.isExhausted() ? null : description,
                place);
    }

    private VmStateField readField() throws IOException {
        ObjectBuilder object = readObject();
        if (object.size < 0) {
            throw json.malformed("a field without \"size\"");
        }
        return new VmStateField(
                requireKey(object.name, "name"),
                requireKey(object.type, "type"),
                object.count > 1 && object.index < 0 ? 0 : object.index,
                object.count,
                object.size,
                object.buildDescriptions());
    }

    /** Reads any object of the description; which of the keys make sense is for the caller to say. */
    private ObjectBuilder readObject() throws IOException {
        ObjectBuilder object = new ObjectBuilder(budget);
        json.readObject(key -> {
            switch (key) {
                case "name" -> object.name = json.readName();
                case "type" -> object.type = json.readName();
                case "instance_id" -> object.instanceId = json.readInteger(Integer.MIN_VALUE, MAX_U32);
                case "size" -> object.size = json.readInteger(0, Long.MAX_VALUE);
                case "index" -> object.index = json.readInteger(0, Long.MAX_VALUE);
                case "array_len" -> object.count = json.readInteger(0, Long.MAX_VALUE);
                case "struct" -> object.addStructure(readObject().buildDescription());
                case "vmsd_name" -> object.startDescription().setName(json.readName());
                case "version" -> object.currentDescription().setVersion(json.readInteger(Integer.MIN_VALUE, MAX_U32));
                case "fields" ->
                    json.readArray(
                            key,
                            k -> checkOverflow(() -> object.currentDescription().addField(readField())));
                case "subsections" ->
                    json.readArray(
                            key,
                            k -> checkOverflow(() -> object.currentDescription()
                                    .addSubsection(readObject().buildDescription())));
                default -> json.skipValue();
            }
        });
        return object;
    }

    private interface AddAction {
        void run() throws IOException;
    }

    private void checkOverflow(AddAction addition) throws IOException {
        try {
            addition.run();
        } catch (ArithmeticException e) {
            throw json.malformed("sizes add up to more than 2^63 bytes");
        }
    }

    private String requireKey(String value, String key) throws IOException {
        if (value == null) {
            throw json.malformed("an object without \"" + key + "\"");
        }
        return value;
    }

    /** The keys of one object, gathered in any order. */
    private static final class ObjectBuilder {
        private final DescriptionBudget budget;
        private String name;
        private String type;
        private long instanceId;
        private long size = -1;
        private long index = VmStateField.NO_INDEX;
        private long count = 1;
        private VmStateDescription.Builder current;
        private final List<VmStateDescription> finished = new ArrayList<>();

        ObjectBuilder(DescriptionBudget budget) {
            this.budget = budget;
        }

        /** A list field repeats the keys of a description in one object, once for each of its elements. */
        VmStateDescription.Builder startDescription() {
            finishCurrent();
            return currentDescription();
        }

        VmStateDescription.Builder currentDescription() {
            if (current == null) {
                current = new VmStateDescription.Builder(budget);
            }
            return current;
        }

        void addStructure(VmStateDescription description) {
            finishCurrent();
            addWithinBudget(description);
        }

        List<VmStateDescription> buildDescriptions() {
            finishCurrent();
            return finished;
        }

        /** The only description of an object that has room for one; an empty one if there is none. */
        VmStateDescription buildDescription() {
            return currentDescription().build();
        }

        private void finishCurrent() {
            if (current != null) {
                addWithinBudget(current.build());
                current = null;
            }
        }

        private void addWithinBudget(VmStateDescription description) {
            if (budget.tryReserve(description.name().length())) {
                finished.add(description);
            }
        }
    }
}
