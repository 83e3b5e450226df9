// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.container.ContainerFormat;
import org.migstream.io.ByteSource;
import org.migstream.stream.StreamKind;

/**
 * Says what the first four bytes of an input or of a connection belong to, as QEMU prints them: a be32 number in
 * hexadecimal.
 */
final class MagicNumbers {
    private static final long MAX_MAGIC = 0xffffffffL;

    /** RFC 8446, 5.1: the content types alert and handshake, then the major version 3. */
    private static final int TLS_ALERT = 0x1503;

    private static final int TLS_HANDSHAKE = 0x1603;

    /** System V ABI, ELF header. Only later bytes tell a core dump from a program. */
    private static final int ELF = 0x7f454c46;

    private MagicNumbers() {}

    /** Adds what begins with {@code {magic}}; nothing if that is unknown. */
    static void explain(MessageMatch match, StreamEvidence evidence) throws IOException {
        OptionalLong magic = match.hex("magic");
        if (magic.isPresent() && magic.getAsLong() >= 0 && magic.getAsLong() <= MAX_MAGIC) {
            int number = (int) magic.getAsLong();
            describe(number).ifPresent(text -> evidence.addText("0x%08x is %s".formatted(number, text)));
        }
    }

    private static Optional<String> describe(int magic) throws IOException {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(magic).array();
        Optional<String> stream = StreamKind.detect(ByteSource.of(new ByteArrayInputStream(bytes)))
                .flatMap(MagicNumbers::describe);
        if (stream.isPresent()) {
            return stream;
        }
        List<ContainerFormat> containers = ContainerFormat.candidates(bytes);
        if (!containers.isEmpty()) {
            return Optional.of(describe(containers.get(0)));
        }
        return switch (magic) {
            case 0 -> Optional.of("four zeros: if they begin a file, its beginning was not written");
            case ELF -> Optional.of("ELF: a memory dump or a program, not a migration stream");
            default -> describeTls(magic >>> Short.SIZE);
        };
    }

    private static Optional<String> describe(StreamKind kind) {
        return switch (kind) {
            case MAIN -> Optional.of("QEVM: a migration stream, so the other side does not expect one here");
            case CPR_STATE -> Optional.of("QCPR: a CPR state of QEMU, not a migration stream");
            case MULTIFD_CHANNEL ->
                Optional.of("the magic of a multifd channel: the other side does not expect multifd here");
            // A return path has no magic.
            case RETURN_PATH -> Optional.empty();
        };
    }

    private static String describe(ContainerFormat format) {
        if (format.isLibvirt()) {
            return "Libv: a save image of libvirt; restore it with virsh, or remove its header (convert)";
        }
        return format == ContainerFormat.QCOW2
                ? "a qcow2 image; its snapshots are loaded with loadvm"
                : "the beginning of " + format.label() + " data: if it is that of a file, decompress the file first";
    }

    private static Optional<String> describeTls(int firstTwoBytes) {
        return switch (firstTwoBytes) {
            case TLS_ALERT -> Optional.of("a TLS alert: the other side does not expect TLS here");
            case TLS_HANDSHAKE -> Optional.of("a TLS handshake: the other side does not expect TLS here");
            default -> Optional.empty();
        };
    }
}
