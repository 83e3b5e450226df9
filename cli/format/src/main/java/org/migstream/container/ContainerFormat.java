// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** The containers that migration streams are kept in, by the bytes at their front. */
enum ContainerFormat {
    ZSTD("zstd", "28b52ffd", new ZstdDecompressor()),
    LZ4("lz4", "04224d18", Lz4InputStream::new),
    LZ4_LEGACY("lz4", "02214c18", Lz4InputStream::new),
    GZIP("gzip", "1f8b08", GzipMemberInputStream::new),
    BZIP2("bzip2", toHex("BZh"), new Bzip2Decompressor()),
    XZ("xz", "fd377a585a00", new XzDecompressor()),
    LZOP("lzop", "894c5a4f000d0a1a0a", LzopInputStream::new),
    LIBVIRT("libvirt", toHex("LibvirtQemudSave"), new LibvirtSaveImageReader()),
    LIBVIRT_PARTIAL(
            "unfinished libvirt save image",
            toHex("LibvirtQemudPart"),
            "libvirt did not finish writing it; save again"),
    QCOW2("qcow2", "514649fb", "its snapshots are read from the file itself only, as FILE#SNAPSHOT");

    /** How many bytes at the front tell. */
    static final int MAX_MAGIC_LENGTH = 16;

    private final String label;
    private final byte[] magic;
    private final Decompressor decompressor;
    private final boolean unsupported;

    ContainerFormat(String label, String magic, Decompressor unpacker) {
        this(label, magic, unpacker, false);
    }

    ContainerFormat(String label, String magic, String advice) {
        this(
                label,
                magic,
                packed -> {
                    throw new UnsupportedStreamException(
                            "input.container", 0, "a container that is not unpacked here (" + label + "): " + advice);
                },
                true);
    }

    ContainerFormat(String label, String magic, Decompressor unpacker, boolean refused) {
        this.label = label;
        this.magic = HexFormat.of().parseHex(magic);
        this.decompressor = unpacker;
        this.unsupported = refused;
    }

    private static String toHex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Which one begins with these bytes; {@link SkippableFrameFilter} are none, and stand in front of one. */
    static Optional<ContainerFormat> detect(byte[] front) {
        for (ContainerFormat container : values()) {
            if (startsWith(front, container.magic)) {
                return Optional.of(container);
            }
        }
        return Optional.empty();
    }

    /** The first bytes, which are still to be read; fewer than asked for where the stream ends or breaks. */
    static byte[] peekMagic(InputStream in) throws IOException {
        byte[] front = new byte[MAX_MAGIC_LENGTH];
        int count = 0;
        in.mark(front.length);
        try {
            for (int next; count < front.length && (next = in.read()) >= 0; count++) {
                front[count] = (byte) next;
            }
        } catch (StreamException e) {
            // Whoever reads on behind these bytes meets it again, and tells.
        }
        in.reset();
        return Arrays.copyOf(front, count);
    }

    /** The same of bytes that can be read at any place. */
    static byte[] peekMagic(RandomAccessInput extent) throws IOException {
        ByteBuffer front = ByteBuffer.allocate(MAX_MAGIC_LENGTH);
        try {
            while (front.hasRemaining() && extent.read(front.position(), front) > 0) {}
        } catch (StreamException e) {
            // As above.
        }
        return Arrays.copyOf(front.array(), front.position());
    }

    private static boolean startsWith(byte[] front, byte[] magic) {
        return front.length >= magic.length && Arrays.equals(front, 0, magic.length, magic, 0, magic.length);
    }

    /** Its name in reports. */
    String label() {
        return label;
    }

    /** What takes it off. */
    Decompressor decompressor() {
        return decompressor;
    }

    /** Whether {@link #decompressor} does nothing but say how to get at the stream inside. */
    boolean isUnsupported() {
        return unsupported;
    }
}
