// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_CONFIGURATION;
import static org.migstream.stream.StreamFindingCodes.STREAM_TOO_MANY_CAPABILITIES;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;

/**
 * The machine type of the source and, in subsections, other properties that the destination must have (QEMU {@code
 * vmstate_configuration} in migration/savevm.c).
 *
 * @param offset of the type byte 07
 * @param machine the name of the machine type, such as {@code pc-q35-10.0}
 * @param subsections in stream order
 */
public record Configuration(long offset, String machine, List<Subsection> subsections) implements Element {
    /** The capability that leaves shared memory out of the stream. */
    public static final String IGNORE_SHARED = "x-ignore-shared";

    /** The capability that gives each page a fixed offset in the file. */
    public static final String MAPPED_RAM = "mapped-ram";

    private static final int MAX_MACHINE_NAME = 1024;
    private static final int MAX_CAPABILITIES = 256;

    /** Copies the list. */
    public Configuration {
        subsections = List.copyOf(subsections);
    }

    /**
     * An optional part of the configuration: u8 05, counted name, be32 version 1, then a body that depends on the name.
     */
    public sealed interface Subsection {
        /** Returns the full name, such as {@code configuration/capabilities}. */
        String name();

        /** Returns the length of the body, the bytes after the version. */
        int bodyLength();

        /** Writes the body. */
        void writeBody(ByteSink out) throws IOException;
    }

    /**
     * The binary logarithm of the guest's page size in bytes; present if the target architecture has several page
     * sizes.
     */
    public record TargetPageBits(int bits) implements Subsection {
        static final String NAME = "configuration/target-page-bits";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int bodyLength() {
            return 4;
        }

        @Override
        public void writeBody(ByteSink out) throws IOException {
            out.writeBe32(bits);
        }
    }

    /** The migration capabilities that change the format: {@code x-ignore-shared}, {@code mapped-ram}. */
    public record Capabilities(List<String> capabilities) implements Subsection {
        static final String NAME = "configuration/capabilities";

        /** Copies the list. */
        public Capabilities {
            capabilities = List.copyOf(capabilities);
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int bodyLength() {
            return 4 + capabilities.stream().mapToInt(c -> 1 + c.length()).sum();
        }

        @Override
        public void writeBody(ByteSink out) throws IOException {
            out.writeBe32(capabilities.size());
            for (String capability : capabilities) {
                out.writeCountedString(capability);
            }
        }
    }

    /** The VM's UUID; present with the capability {@code validate-uuid}. */
    public record VmUuid(UUID uuid) implements Subsection {
        static final String NAME = "configuration/uuid";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public int bodyLength() {
            return 16;
        }

        @Override
        public void writeBody(ByteSink out) throws IOException {
            out.writeBe64(uuid.getMostSignificantBits());
            out.writeBe64(uuid.getLeastSignificantBits());
        }
    }

    static Configuration read(ByteSource in) throws IOException {
        long offset = in.position();
        in.readU8();
        long length = in.readBe32();
        if (length > MAX_MACHINE_NAME) {
            throw new MalformedStreamException(
                    STREAM_CONFIGURATION,
                    offset + 1,
                    "the name of the machine type claims " + length + " bytes, but the maximum is " + MAX_MACHINE_NAME);
        }
        String machine = in.readString((int) length);
        List<Subsection> subsections = new ArrayList<>();
        while (isSubsectionNext(in)) {
            if (subsections.size() == 3) {
                throw new MalformedStreamException(
                        STREAM_CONFIGURATION,
                        in.position(),
                        "the configuration has a fourth subsection, but only three are known");
            }
            subsections.add(readSubsection(in));
        }
        return new Configuration(offset, machine, subsections);
    }

    private static boolean isSubsectionNext(ByteSource in) throws IOException {
        if (in.available(1) == 0) {
            throw in.endOfInputException();
        }
        return in.peek8(0) == ElementType.QEMU_VM_SUBSECTION;
    }

    private static Subsection readSubsection(ByteSource in) throws IOException {
        long offset = in.position();
        in.readU8();
        String name = in.readCountedString();
        long version = in.readBe32();
        if (version == 1) {
            switch (name) {
                case TargetPageBits.NAME:
                    return new TargetPageBits((int) in.readBe32());
                case Capabilities.NAME:
                    return readCapabilities(in);
                case VmUuid.NAME:
                    return new VmUuid(new UUID(in.readBe64(), in.readBe64()));
                default:
                    break;
            }
        }
        throw new UnsupportedStreamException(
                STREAM_CONFIGURATION,
                offset,
                "unknown configuration subsection \"" + name + "\" version " + version
                        + ": its length cannot be determined");
    }

    private static Capabilities readCapabilities(ByteSource in) throws IOException {
        long offset = in.position();
        long count = in.readBe32();
        if (count > MAX_CAPABILITIES) {
            throw new LimitExceededException(
                    STREAM_TOO_MANY_CAPABILITIES,
                    offset,
                    "the configuration has more than " + MAX_CAPABILITIES + " capabilities");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(in.readCountedString());
        }
        return new Capabilities(names);
    }

    /** Returns the recorded capabilities; all of them were enabled at the source. */
    public List<String> capabilities() {
        return findSubsection(Capabilities.class)
                .map(Capabilities::capabilities)
                .orElse(List.of());
    }

    /** Returns whether the source left shared memory out of the stream ({@code x-ignore-shared}). */
    public boolean isIgnoringShared() {
        return capabilities().contains(IGNORE_SHARED);
    }

    /** Returns whether each page has a fixed offset in the file ({@code mapped-ram}). */
    public boolean isMappedRam() {
        return capabilities().contains(MAPPED_RAM);
    }

    /** Returns the VM's UUID; empty if it is not recorded. */
    public Optional<UUID> uuid() {
        return findSubsection(VmUuid.class).map(VmUuid::uuid);
    }

    /**
     * Returns a copy without the UUID, and with NULs in place of all that cannot be a part of the name of a machine or a
     * capability. A length or a count that is too large makes the elements after the name a part of it, or names of them.
     */
    public Configuration redacted() {
        return new Configuration(
                offset,
                redacted(machine),
                subsections.stream().map(Configuration::redacted).toList());
    }

    private static Subsection redacted(Subsection subsection) {
        if (subsection instanceof VmUuid) {
            return new VmUuid(new UUID(0, 0));
        }
        return subsection instanceof Capabilities capabilities
                ? new Capabilities(capabilities.capabilities().stream()
                        .map(Configuration::redacted)
                        .toList())
                : subsection;
    }

    private static String redacted(String name) {
        int end = 0;
        while (end < name.length() && isNameCharacter(name.charAt(end))) {
            end++;
        }
        return name.substring(0, end) + "\0".repeat(name.length() - end);
    }

    private static boolean isNameCharacter(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || "-._+".indexOf(character) >= 0;
    }

    /** Returns the binary logarithm of the guest's page size; empty if it is not recorded. */
    public OptionalInt targetPageBits() {
        Optional<TargetPageBits> subsection = findSubsection(TargetPageBits.class);
        return subsection.isPresent() ? OptionalInt.of(subsection.get().bits()) : OptionalInt.empty();
    }

    /** Returns the guest's page size in bytes; empty if no valid size is recorded. */
    public OptionalInt pageSize() {
        int bits = targetPageBits().orElse(-1);
        return bits >= 0 && bits < Integer.SIZE && RamPageSizeDetector.isPageSize(1 << bits)
                ? OptionalInt.of(1 << bits)
                : OptionalInt.empty();
    }

    private <T extends Subsection> Optional<T> findSubsection(Class<T> kind) {
        for (Subsection subsection : subsections) {
            if (kind.isInstance(subsection)) {
                return Optional.of(kind.cast(subsection));
            }
        }
        return Optional.empty();
    }

    @Override
    public long headLength() {
        long length = 5L + machine.length();
        for (Subsection subsection : subsections) {
            length += 6 + subsection.name().length() + subsection.bodyLength();
        }
        return length;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeU8(ElementType.QEMU_VM_CONFIGURATION);
        out.writeBe32(machine.length());
        out.writeString(machine);
        for (Subsection subsection : subsections) {
            out.writeU8(ElementType.QEMU_VM_SUBSECTION);
            out.writeCountedString(subsection.name());
            out.writeBe32(1);
            subsection.writeBody(out);
        }
    }
}
