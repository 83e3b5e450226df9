// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.RandomAccessInput;
import org.migstream.io.StreamException;

/** libvirt's save images: the stream, packed or not, behind a header and the domain's XML. */
final class LibvirtSaveImageReader implements Decompressor {
    @Override
    public InputStream open(InputStream packed) throws IOException {
        LibvirtSaveHeader header = LibvirtSaveHeader.read(packed);
        packed.skipNBytes(header.dataLength());
        InputStream content = new BufferedInputStream(packed);
        Optional<ContainerFormat> promised = toContainerFormat(header.format());
        if (promised.isPresent()) {
            requireMagic(promised.get(), content);
        }
        return content;
    }

    /**
     * Where the stream begins in an image that holds it as it is; empty if the image holds anything else. Such a stream
     * can be read out of order, as any in a file.
     */
    static OptionalLong findUncompressedStream(RandomAccessInput image) throws IOException {
        try {
            LibvirtSaveHeader header = LibvirtSaveHeader.read(image.openStream());
            long start = LibvirtSaveHeader.LENGTH + header.dataLength();
            byte[] front = ContainerFormat.peekMagic(image.sliceFrom(start));
            if (toContainerFormat(header.format()).isEmpty()
                    && front.length > 0
                    && ContainerFormat.detect(front).isEmpty()) {
                return OptionalLong.of(start);
            }
        } catch (StreamException | EOFException e) {
            // Reading it as a stream tells this again, where it can be reported.
        }
        return OptionalLong.empty();
    }

    /** libvirt starts the program that the header names, whatever follows. */
    private static void requireMagic(ContainerFormat promised, InputStream content) throws IOException {
        byte[] front = ContainerFormat.peekMagic(content);
        if (front.length == 0) {
            throw new EOFException();
        }
        if (front.length == ContainerFormat.MAX_MAGIC_LENGTH
                && ContainerFormat.detect(front).orElse(null) != promised) {
            throw new MalformedStreamException(
                    "input.libvirt", 0, "the libvirt header promises " + promised.label() + " data, but others follow");
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
