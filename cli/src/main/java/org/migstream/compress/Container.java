// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The containers that migration streams are kept in, by the bytes at their front. */
enum Container {
    ZSTD("zstd", "28b52ffd", null),
    LZ4("lz4", "04224d18", "lz4 -dc FILE | migstream inspect -"),
    GZIP("gzip", "1f8b", "gzip -dc FILE | migstream inspect -"),
    BZIP2("bzip2", hex("BZh"), "bzip2 -dc FILE | migstream inspect -"),
    XZ("xz", "fd377a585a00", "xz -dc FILE | migstream inspect -"),
    LZOP("lzop", "894c5a4f000d0a1a0a", "lzop -dc FILE | migstream inspect -"),
    LIBVIRT_SAVE("libvirt save image", hex("LibvirtQemudSave"), "its header must be removed first"),
    LIBVIRT_PARTIAL(
            "unfinished libvirt save image", hex("LibvirtQemudPart"), "libvirt did not finish writing it; save again"),
    QCOW2("qcow2 image", "514649fb", "its snapshots are not read");

    /** How many bytes at the front tell. */
    static final int LONGEST_MAGIC = 16;

    /** ZSTD_MAGIC_SKIPPABLE_START in zstd.h behind its first byte, little-endian. */
    private static final byte[] SKIPPABLE = {0x2a, 0x4d, 0x18};

    private final String label;
    private final byte[] magic;
    private final String advice;

    Container(String label, String magic, String advice) {
        this.label = label;
        this.magic = HexFormat.of().parseHex(magic);
        this.advice = advice;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Which one begins with these bytes. A frame to be skipped, {@code 5x 2a 4d 18}, such as pzstd puts in front, is
     * taken for one of zstd's; lz4 has the same.
     */
    static Optional<Container> of(byte[] front) {
        if (front.length >= 4 && (front[0] & 0xf0) == 0x50 && Arrays.equals(front, 1, 4, SKIPPABLE, 0, 3)) {
            return Optional.of(ZSTD);
        }
        for (Container container : values()) {
            if (startsWith(front, container.magic)) {
                return Optional.of(container);
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] front, byte[] magic) {
        return front.length >= magic.length && Arrays.equals(front, 0, magic.length, magic, 0, magic.length);
    }

    /** Its name in reports. */
    String label() {
        return label;
    }

    /** How to get at the stream inside; null if that is done here. */
    String advice() {
        return advice;
    }
}
