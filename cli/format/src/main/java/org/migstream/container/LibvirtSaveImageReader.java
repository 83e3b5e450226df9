// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT;
import static org.migstream.io.InputFindingCodes.INPUT_LIBVIRT_UNFINISHED;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** Reads libvirt save images: a header, the domain's XML, and the stream, which can be compressed. */
final class LibvirtSaveImageReader implements Decompressor {
    @Override
    public InputStream open(InputStream image) throws IOException {
        LibvirtSaveHeader header = LibvirtSaveHeader.read(image);
        image.skipNBytes(header.dataLength());
        InputStream content = new BufferedInputStream(image);
        Optional<ContainerFormat> expected = toContainerFormat(header.format());
        if (expected.isPresent()) {
            requireMagic(expected.get(), content);
        }
        return content;
    }

    /**
     * Returns the finding that libvirt has not finished an image; empty for any other container. libvirt writes the header
     * with the final magic last (src/qemu/qemu_saveimage.c {@code virQEMUSaveDataFinish}, libvirt 9.0 and 11.3), so the
     * stream in an unfinished image can be whole.
     */
    static Optional<Finding> findingOf(ContainerFormat container) {
        return container == ContainerFormat.LIBVIRT_PARTIAL
                ? Optional.of(Finding.of(
                        Severity.ERROR,
                        INPUT_LIBVIRT_UNFINISHED,
                        "libvirt did not finish this save image (it begins with LibvirtQemudPart), and refuses to restore"
                                + " it; the stream in it is checked like any other"))
                : Optional.empty();
    }

    /**
     * Returns the offset of an uncompressed stream in an image; empty for any other content. Such a stream can be read
     * at any offset.
     */
    static OptionalLong findUncompressedStream(RandomAccessInput image) throws IOException {
        try {
            LibvirtSaveHeader header = LibvirtSaveHeader.read(image.openStream());
            long start = LibvirtSaveHeader.LENGTH + header.dataLength();
            byte[] firstBytes = ContainerFormat.peekMagic(image.sliceFrom(start));
            if (toContainerFormat(header.format()).isEmpty()
                    && firstBytes.length > 0
                    && ContainerFormat.detect(firstBytes).isEmpty()) {
                return OptionalLong.of(start);
            }
        } catch (StreamException | EOFException e) {
            // The sequential reader gets and reports the same error.
        }
        return OptionalLong.empty();
    }

    /** Throws if the content does not have the format in the header, because libvirt would decompress it in that format. */
    private static void requireMagic(ContainerFormat expected, InputStream content) throws IOException {
        byte[] firstBytes = ContainerFormat.peekMagic(content);
        if (firstBytes.length == 0) {
            throw new EOFException();
        }
        if (firstBytes.length == ContainerFormat.MAX_MAGIC_LENGTH
                && ContainerFormat.detect(firstBytes).orElse(null) != expected) {
            throw new MalformedStreamException(
                    INPUT_LIBVIRT,
                    0,
                    "the libvirt header announces " + expected.label() + " data, but other data follows");
        }
    }

    private static Optional<ContainerFormat> toContainerFormat(LibvirtSaveHeader.Format format) {
        return switch (format) {
            case RAW, SPARSE -> Optional.empty();
            case GZIP -> Optional.of(ContainerFormat.GZIP);
            case BZIP2 -> Optional.of(ContainerFormat.BZIP2);
            case XZ -> Optional.of(ContainerFormat.XZ);
            case LZOP -> Optional.of(ContainerFormat.LZOP);
            case ZSTD -> Optional.of(ContainerFormat.ZSTD);
        };
    }
}
