// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import com.fasterxml.jackson.core.JsonLocation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.json.JsonReader;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * Reads a vmdescription by the grammar of the {@linkplain org.migstream.vmstate package documentation}. The reader
 * passes one device at a time to a {@link DeviceHandler} and keeps none.
 */
final class VmDescriptionReader {
    /**
     * Maximum nesting of the JSON. A structure has three levels (field, {@code struct}, {@code fields}); QEMU nests up
     * to five structures.
     */
    private static final int MAX_DEPTH = 64;

    /** Maximum length of a name in characters. In a stream, one byte holds the length of a name. */
    private static final int MAX_NAME_LENGTH = 255;

    /**
     * Maximum length of a string in characters. The configuration space in a saved profile has about 12 Ki characters.
     */
    private static final int MAX_STRING_LENGTH = 1 << 15;

    private static final int MAX_DIGITS = 20;
    private static final int MAX_DEVICES = 20_000;

    /** Maximum length of the names of all devices together, in characters. A real name has some tens of characters. */
    private static final int MAX_NAME_CHARACTERS = 1 << 20;

    /** Maximum length of the extension in bytes. */
    private static final int MAX_EXTENSION_LENGTH = 1 << 20;

    private static final long MAX_U32 = 0xffff_ffffL;

    private final JsonReader json;
    private final DescriptionBudget budget;
    private int deviceCount;
    private int nameCharacters;
    private OptionalInt pageSize = OptionalInt.empty();
    private byte @Nullable [] extension;
    private @Nullable ByteRange configurationRange;
    private @Nullable ByteRange extensionRange;

    private VmDescriptionReader(JsonReader json, DescriptionBudget budget) {
        this.json = json;
        this.budget = budget;
    }

    /** Receives the devices in the order of the vmdescription. */
    interface DeviceHandler {
        /**
         * Receives the next device.
         *
         * @param description null if the device exceeds the budget
         * @param range location of the device's object in the JSON
         */
        void handleDevice(DescribedSection section, @Nullable VmStateDescription description, ByteRange range)
                throws IOException;
    }

    /**
     * A part of the JSON, in bytes from its start.
     *
     * @param start offset of the first byte
     * @param end offset after the last byte
     */
    record ByteRange(long start, long end) {}

    /**
     * Properties that do not belong to a device.
     *
     * @param pageSize page size of the guest, in bytes
     * @param extension value of {@link VmDescriptionWriter#EXTENSION_KEY}; null without the key
     * @param configurationRange location of the value of {@code configuration}; null without the key
     * @param extensionRange location of the extension; null without the key
     */
    @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
    record GlobalProperties(
            OptionalInt pageSize,
            byte @Nullable [] extension,
            @Nullable ByteRange configurationRange,
            @Nullable ByteRange extensionRange) {}

    /** Reads a whole vmdescription. A longer one than {@code maxBytes} is rejected. */
    static GlobalProperties read(InputStream in, long maxBytes, DescriptionBudget budget, DeviceHandler handler)
            throws IOException {
        JsonReader.Limits limits =
                new JsonReader.Limits(maxBytes, MAX_DEPTH, MAX_NAME_LENGTH, MAX_STRING_LENGTH, MAX_DIGITS);
        try (JsonReader json = JsonReader.forQemu(in, limits, new Errors())) {
            VmDescriptionReader reader = new VmDescriptionReader(json, budget);
            json.readDocument(key -> reader.readMember(key, handler));
            return new GlobalProperties(
                    reader.pageSize, reader.extension, reader.configurationRange, reader.extensionRange);
        }
    }

    private void readMember(String key, DeviceHandler handler) throws IOException {
        long start = json.tokenStart();
        switch (key) {
            case "page_size" -> pageSize = OptionalInt.of((int) json.readInteger(1, Integer.MAX_VALUE));
            case "devices" -> json.readArray(index -> readDevice(handler));
            case "configuration" -> {
                json.skipValue();
                configurationRange = new ByteRange(start, json.position());
            }
            case VmDescriptionWriter.EXTENSION_KEY -> {
                extension = json.copyValue(MAX_EXTENSION_LENGTH).orElse(null);
                extensionRange = new ByteRange(start, json.position());
            }
            default -> json.skipValue();
        }
    }

    private void readDevice(DeviceHandler handler) throws IOException {
        if (++deviceCount > MAX_DEVICES) {
            throw json.limitExceeded("more than " + MAX_DEVICES + " devices");
        }
        budget.reset();
        long start = json.tokenStart();
        ObjectBuilder object = readObject();
        ByteRange range = new ByteRange(start, json.position());
        VmStateDescription description = object.buildDescription();
        boolean oldStyle = object.size >= 0;
        String name = requireKey(object.name, "name");
        nameCharacters += name.length() + description.name().length();
        if (nameCharacters > MAX_NAME_CHARACTERS) {
            throw json.limitExceeded("the names of the devices have more than " + MAX_NAME_CHARACTERS + " characters");
        }
        handler.handleDevice(
                new DescribedSection(
                        new SectionKey(name, object.instanceId & MAX_U32),
                        oldStyle ? null : description.name(),
                        description.version(),
                        oldStyle ? object.size : description.length(),
                        oldStyle),
                budget.isExhausted() ? null : description,
                range);
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

    /** Reads any object of the vmdescription. The caller checks which keys are present. */
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
                    json.readArray(index ->
                            checkOverflow(() -> object.currentDescription().addField(readField())));
                case "subsections" ->
                    json.readArray(index -> checkOverflow(() -> object.currentDescription()
                            .addSubsection(readObject().buildDescription())));
                default -> json.skipValue();
            }
        });
        return object;
    }

    /** Creates the exceptions of a vmdescription. */
    private static final class Errors implements JsonReader.ErrorFactory {
        @Override
        public IOException create(JsonLocation at, String message) {
            return new VmDescriptionException(Math.max(0, at.getCharOffset()), message, false);
        }

        @Override
        public IOException createForLimit(JsonLocation at, String message) {
            return new VmDescriptionException(Math.max(0, at.getCharOffset()), message, true);
        }
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

    private String requireKey(@Nullable String value, String key) throws IOException {
        if (value == null) {
            throw json.malformed("an object without \"" + key + "\"");
        }
        return value;
    }

    /** Collects the keys of one object, in any order. */
    private static final class ObjectBuilder {
        private final DescriptionBudget budget;
        private @Nullable String name;
        private @Nullable String type;
        private long instanceId;
        private long size = -1;
        private long index = VmStateField.NO_INDEX;
        private long count = 1;
        private @Nullable VmStateDescriptionBuilder current;
        private final List<VmStateDescription> finished = new ArrayList<>();

        ObjectBuilder(DescriptionBudget budget) {
            this.budget = budget;
        }

        /** Starts a description. A list field repeats the keys of a description, once for each of its elements. */
        VmStateDescriptionBuilder startDescription() {
            finishCurrent();
            return currentDescription();
        }

        VmStateDescriptionBuilder currentDescription() {
            VmStateDescriptionBuilder builder = current;
            if (builder == null) {
                builder = new VmStateDescriptionBuilder(budget);
                current = builder;
            }
            return builder;
        }

        void addStructure(VmStateDescription description) {
            finishCurrent();
            addWithinBudget(description);
        }

        List<VmStateDescription> buildDescriptions() {
            finishCurrent();
            return finished;
        }

        /** Returns the only description of an object; an empty description if the object has none. */
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
