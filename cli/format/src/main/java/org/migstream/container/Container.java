// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.migstream.io.Extent;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** The containers that migration streams are kept in, by the bytes at their front. */
enum Container {
    ZSTD("zstd", "28b52ffd", new ZstdUnpacker()),
    LZ4("lz4", "04224d18", Lz4Unpacker::new),
    LZ4_LEGACY("lz4", "02214c18", Lz4Unpacker::new),
    GZIP("gzip", "1f8b08", GzipUnpacker::new),
    BZIP2("bzip2", hex("BZh"), new Bzip2Unpacker()),
    XZ("xz", "fd377a585a00", new XzUnpacker()),
    LZOP("lzop", "894c5a4f000d0a1a0a", LzopUnpacker::new),
    LIBVIRT("libvirt", hex("LibvirtQemudSave"), new LibvirtUnpacker()),
    LIBVIRT_PARTIAL(
            "unfinished libvirt save image", hex("LibvirtQemudPart"), "libvirt did not finish writing it; save again"),
    QCOW2("qcow2", "514649fb", "its snapshots are read from the file itself only, as FILE#SNAPSHOT");

    /** How many bytes at the front tell. */
    static final int LONGEST_MAGIC = 16;

    private final String label;
    private final byte[] magic;
    private final Unpacker unpacker;
    private final boolean refused;

    Container(String label, String magic, Unpacker unpacker) {
        this(label, magic, unpacker, false);
    }

    Container(String label, String magic, String advice) {
        this(
                label,
                magic,
                packed -> {
                    throw new UnsupportedStreamException(
                            "input.container", 0, "a container that is not unpacked here (" + label + "): " + advice);
                },
                true);
    }

    Container(String label, String magic, Unpacker unpacker, boolean refused) {
        this.label = label;
        this.magic = HexFormat.of().parseHex(magic);
        this.unpacker = unpacker;
        this.refused = refused;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Which one begins with these bytes; {@link SkippableFrames} are none, and stand in front of one. */
    static Optional<Container> of(byte[] front) {
        for (Container container : values()) {
            if (startsWith(front, container.magic)) {
                return Optional.of(container);
            }
        }
        return Optional.empty();
    }

    /** The first bytes, which are still to be read; fewer than asked for where the stream ends or breaks. */
    static byte[] front(InputStream in) throws IOException {
        byte[] front = new byte[LONGEST_MAGIC];
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
    static byte[] front(Extent extent) throws IOException {
        ByteBuffer front = ByteBuffer.allocate(LONGEST_MAGIC);
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
    Unpacker unpacker() {
        return unpacker;
    }

    /** Whether {@link #unpacker} does nothing but say how to get at the stream inside. */
    boolean refused() {
        return refused;
    }
}
