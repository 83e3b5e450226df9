// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.STREAM_COMMAND_LENGTH;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * A command to the destination (QEMU {@code qemu_savevm_command_send}): u8 08, be16 code, be16 length. The body is the
 * data of the command.
 *
 * @param offset of the type byte
 * @param code see {@link Name}
 * @param bodyLength bytes of data
 */
public record Command(long offset, int code, long bodyLength) implements Element {
    /** The commands of QEMU's {@code enum qemu_vm_cmd} in the order of their codes, which start at 1. */
    public enum Name {
        /** Requests the return path, a connection from the destination to the source. */
        OPEN_RETURN_PATH,
        /** Requests a PONG that returns the be32 in the data of this command. */
        PING,
        /** Announces postcopy. Data: nothing, or be64 page-size summary and be64 target page size. */
        POSTCOPY_ADVISE,
        /** Allows the destination to request pages. */
        POSTCOPY_LISTEN,
        /** Starts the guest at the destination; the last command of the package. */
        POSTCOPY_RUN,
        /** Discards pages that the destination has received. */
        POSTCOPY_RAM_DISCARD,
        /** Data: be32 n. The n bytes after the command are a package, which is a list of elements. */
        PACKAGED,
        /**
         * Starts COLO, fault tolerance with two running guests. QEMU 10.2 and older send and accept it; QEMU 11.1 does
         * neither ({@code loadvm_process_command}: "MIG_CMD 0x%x deprecated").
         */
        ENABLE_COLO,
        /** Resumes postcopy after a broken connection. */
        POSTCOPY_RESUME,
        /** Requests the bitmap of received pages of a RAM block. */
        RECV_BITMAP,
        /** Announces the last data, after the guest has stopped (QEMU 10.0 and later). */
        SWITCHOVER_START;

        /** Returns the code in the stream. */
        public int code() {
            return ordinal() + 1;
        }

        /** Returns whether the command can have {@code length} bytes of data (QEMU {@code mig_cmd_args}). */
        private boolean allowsLength(long length) {
            switch (this) {
                case PING:
                case PACKAGED:
                    return length == 4;
                case POSTCOPY_ADVISE:
                    return length == 0 || length == 16;
                case POSTCOPY_RAM_DISCARD:
                case RECV_BITMAP:
                    return length > 0;
                default:
                    return length == 0;
            }
        }
    }

    static Command read(ByteSource in) throws IOException {
        long offset = in.position();
        in.readU8();
        Command command = new Command(offset, in.readBe16(), in.readBe16());
        Optional<Name> name = command.name();
        if (name.isPresent() && !name.get().allowsLength(command.bodyLength)) {
            throw new MalformedStreamException(
                    STREAM_COMMAND_LENGTH,
                    offset,
                    "command %s has %d bytes of data, which QEMU never sends"
                            .formatted(name.get(), command.bodyLength));
        }
        return command;
    }

    /** Returns the command's name; empty for a code that no known QEMU sends. */
    public Optional<Name> name() {
        return nameOf(code);
    }

    /** Returns whether {@code code} is that of a known command that can have {@code length} bytes of data. */
    static boolean isValid(int code, int length) {
        return nameOf(code).map(name -> name.allowsLength(length)).orElse(false);
    }

    private static Optional<Name> nameOf(int code) {
        return code >= 1 && code <= Name.values().length ? Optional.of(Name.values()[code - 1]) : Optional.empty();
    }

    /** Returns whether this is the command {@code name}. */
    public boolean is(Name name) {
        return code == name.code();
    }

    @Override
    public long headLength() {
        return 5;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeU8(ElementType.QEMU_VM_COMMAND);
        out.writeBe16(code);
        out.writeBe16((int) bodyLength);
    }
}
