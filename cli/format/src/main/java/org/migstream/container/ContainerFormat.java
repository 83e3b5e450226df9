// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_CONTAINER;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.migstream.container.Decompressor.Bzip2Decompressor;
import org.migstream.container.Decompressor.XzDecompressor;
import org.migstream.container.Decompressor.ZstdDecompressor;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;

/** The containers of migration streams, detected by their first bytes. */
@SuppressWarnings("ImmutableEnumChecker") // No code changes the magic bytes, and decompressors have no state.
public enum ContainerFormat {
    ZSTD("zstd", "28b52ffd", new ZstdDecompressor()),
    LZ4("lz4", "04224d18", Lz4InputStream::new),
    LZ4_LEGACY("lz4", "02214c18", Lz4InputStream::new),
    GZIP("gzip", "1f8b08", GzipMemberInputStream::new),
    BZIP2("bzip2", toHex("BZh"), new Bzip2Decompressor()),
    XZ("xz", "fd377a585a00", new XzDecompressor()),
    LZOP("lzop", "894c5a4f000d0a1a0a", LzopInputStream::new),
    LIBVIRT("libvirt", toHex("LibvirtQemudSave"), new LibvirtSaveImageReader()),
    /** An unfinished save image. libvirt replaces this magic by that of {@link #LIBVIRT} when everything else is written. */
    LIBVIRT_PARTIAL("libvirt", toHex("LibvirtQemudPart"), new LibvirtSaveImageReader()),
    QCOW2("qcow2", "514649fb", "migstream reads a snapshot only from the image file itself, as FILE#SNAPSHOT");

    /** The length of the longest magic in bytes. */
    static final int MAX_MAGIC_LENGTH = 16;

    private final String label;
    private final byte[] magic;
    private final Decompressor decompressor;
    private final boolean unsupported;

    ContainerFormat(String label, String magic, Decompressor decompressor) {
        this(label, magic, decompressor, false);
    }

    ContainerFormat(String label, String magic, String advice) {
        this(
                label,
                magic,
                compressed -> {
                    throw new UnsupportedStreamException(
                            INPUT_CONTAINER, 0, "unsupported container (" + label + "): " + advice);
                },
                true);
    }

    ContainerFormat(String label, String magic, Decompressor decompressor, boolean unsupported) {
        this.label = label;
        this.magic = HexFormat.of().parseHex(magic);
        this.decompressor = decompressor;
        this.unsupported = unsupported;
    }

    private static String toHex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Returns the container format whose magic is at the start of these bytes. The caller must remove skippable frames
     * first.
     */
    static Optional<ContainerFormat> detect(byte[] firstBytes) {
        for (ContainerFormat container : values()) {
            if (startsWith(firstBytes, container.magic)) {
                return Optional.of(container);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the container formats that can begin with these bytes. Their magic may be longer, so other bytes can follow
     * in a file of another format.
     *
     * @param firstBytes at least three bytes, the length of the shortest magic
     */
    public static List<ContainerFormat> candidates(byte[] firstBytes) {
        return Arrays.stream(values())
                .filter(format -> startsWith(firstBytes, format.magic) || startsWith(format.magic, firstBytes))
                .toList();
    }

    /** Returns the first bytes of a stream without consuming them; fewer at the end or before damage. */
    static byte[] peekMagic(InputStream in) throws IOException {
        in.mark(MAX_MAGIC_LENGTH);
        byte[] firstBytes = readMagic(in);
        in.reset();
        return firstBytes;
    }

    /** Consumes and returns the first bytes of a stream; fewer at the end or before damage. */
    static byte[] readMagic(InputStream in) throws IOException {
        byte[] firstBytes = new byte[MAX_MAGIC_LENGTH];
        int count = 0;
        try {
            for (int next; count < firstBytes.length && (next = in.read()) >= 0; count++) {
                firstBytes[count] = (byte) next;
            }
        } catch (StreamException e) {
            // The reader of the stream gets and reports the same error.
        }
        return Arrays.copyOf(firstBytes, count);
    }

    /** Returns the first bytes of an input; fewer at the end or before damage. */
    static byte[] peekMagic(RandomAccessInput input) throws IOException {
        ByteBuffer firstBytes = ByteBuffer.allocate(MAX_MAGIC_LENGTH);
        try {
            while (firstBytes.hasRemaining() && input.read(firstBytes.position(), firstBytes) > 0) {}
        } catch (StreamException e) {
            // The reader of the input gets and reports the same error.
        }
        return Arrays.copyOf(firstBytes.array(), firstBytes.position());
    }

    private static boolean startsWith(byte[] firstBytes, byte[] magic) {
        return firstBytes.length >= magic.length && Arrays.equals(firstBytes, 0, magic.length, magic, 0, magic.length);
    }

    /** Returns the name for reports. */
    public String label() {
        return label;
    }

    /** Returns the decompressor, which removes the container. */
    Decompressor decompressor() {
        return decompressor;
    }

    /** Returns whether the format is a save image of libvirt, finished or not. */
    public boolean isLibvirt() {
        return this == LIBVIRT || this == LIBVIRT_PARTIAL;
    }

    /** Returns whether the format is unsupported. Its {@link #decompressor} then throws an exception with advice. */
    boolean isUnsupported() {
        return unsupported;
    }
}
