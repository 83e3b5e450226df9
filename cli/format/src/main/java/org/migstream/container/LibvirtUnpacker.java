// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.migstream.io.Extent;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;

/** libvirt's save images: the stream, packed or not, behind a header and the domain's XML. */
final class LibvirtUnpacker implements Unpacker {
    @Override
    public InputStream open(InputStream packed) throws IOException {
        LibvirtHeader header = LibvirtHeader.read(packed);
        packed.skipNBytes(header.dataLength());
        InputStream content = new BufferedInputStream(packed);
        Optional<Container> promised = container(header.format());
        if (promised.isPresent()) {
            requireFront(promised.get(), content);
        }
        return content;
    }

    /**
     * Where the stream begins in an image that holds it as it is; empty if the image holds anything else. Such a stream
     * can be read out of order, as any in a file.
     */
    static OptionalLong plainStream(Extent image) throws IOException {
        try {
            LibvirtHeader header = LibvirtHeader.read(image.stream());
            long start = LibvirtHeader.LENGTH + header.dataLength();
            byte[] front = Container.front(image.from(start));
            if (container(header.format()).isEmpty()
                    && front.length > 0
                    && Container.of(front).isEmpty()) {
                return OptionalLong.of(start);
            }
        } catch (StreamException | EOFException e) {
            // Reading it as a stream tells this again, where it can be reported.
        }
        return OptionalLong.empty();
    }

    /** libvirt starts the program that the header names, whatever follows. */
    private static void requireFront(Container promised, InputStream content) throws IOException {
        byte[] front = Container.front(content);
        if (front.length == 0) {
            throw new EOFException();
        }
        if (front.length == Container.LONGEST_MAGIC && Container.of(front).orElse(null) != promised) {
            throw new MalformedStreamException(
                    "input.libvirt", 0, "the libvirt header promises " + promised.label() + " data, but others follow");
        }
    }

    private static Optional<Container> container(LibvirtHeader.Format format) {
        return switch (format) {
            case RAW, SPARSE -> Optional.empty();
            case GZIP -> Optional.of(Container.GZIP);
            case BZIP2 -> Optional.of(Container.BZIP2);
            case XZ -> Optional.of(Container.XZ);
            case LZOP -> Optional.of(Container.LZOP);
            case ZSTD -> Optional.of(Container.ZSTD);
        };
    }
}
