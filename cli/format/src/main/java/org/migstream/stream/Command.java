// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/**
 * A command to the destination (QEMU {@code qemu_savevm_command_send}): mark 08, be16 code, be16 length; the body is
 * its data.
 *
 * @param offset of the mark
 * @param code see {@link Name}
 * @param bodyLength bytes of data
 */
public record Command(long offset, int code, long bodyLength) implements Element {
    /** The commands of QEMU's {@code enum qemu_vm_cmd}, by code from 1 on. */
    public enum Name {
        /** Asks for a connection back. */
        OPEN_RETURN_PATH,
        /** Asks for a PONG with the same be32. */
        PING,
        /** Announces postcopy: nothing, or be64 page-size summary and be64 target page size. */
        POSTCOPY_ADVISE,
        /** From now on pages may be asked for. */
        POSTCOPY_LISTEN,
        /** The guest runs at the destination; ends the package. */
        POSTCOPY_RUN,
        /** Pages to forget. */
        POSTCOPY_RAM_DISCARD,
        /** be32 n; n more bytes behind the command are a list of elements of their own. */
        PACKAGED,
        /** Fault tolerance. */
        ENABLE_COLO,
        /** Goes on after a broken connection. */
        POSTCOPY_RESUME,
        /** Asks for the bitmap of received pages of a block. */
        RECV_BITMAP,
        /** The source is stopped, its last data follow (QEMU 10.0 and later). */
        SWITCHOVER_START;

        /** The number on the wire. */
        public int code() {
            return ordinal() + 1;
        }

        /** Whether the command can have so many bytes of data (QEMU {@code mig_cmd_args}). */
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
                    "stream.command-length",
                    offset,
                    "a command %s with %d bytes of data, which it never has".formatted(name.get(), command.bodyLength));
        }
        return command;
    }

    /** The command's name; empty for a code that no known QEMU sends. */
    public Optional<Name> name() {
        return nameOf(code);
    }

    /** Whether this is a known command with a length that it can have. */
    static boolean isValid(int code, int length) {
        return nameOf(code).map(name -> name.allowsLength(length)).orElse(false);
    }

    private static Optional<Name> nameOf(int code) {
        return code >= 1 && code <= Name.values().length ? Optional.of(Name.values()[code - 1]) : Optional.empty();
    }

    /** Whether it is that one. */
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
