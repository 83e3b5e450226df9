// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;
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
     * Whether a file, an image from its start on, holds the stream as it is; if so, the channel stands at it: such a
     * stream can be read out of order, as any in a file.
     */
    static boolean leadsToPlainStream(FileChannel file) throws IOException {
        try {
            LibvirtHeader header = LibvirtHeader.read(Channels.newInputStream(file));
            file.position(LibvirtHeader.LENGTH + header.dataLength());
            byte[] front = Container.front(new BufferedInputStream(Channels.newInputStream(file)));
            if (header.format() == LibvirtHeader.Format.RAW
                    && front.length > 0
                    && Container.of(front).isEmpty()) {
                file.position(LibvirtHeader.LENGTH + header.dataLength());
                return true;
            }
        } catch (StreamException | EOFException e) {
            // Reading it as a stream tells this again, where it can be reported.
        }
        file.position(0);
        return false;
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
            case RAW -> Optional.empty();
            case GZIP -> Optional.of(Container.GZIP);
            case BZIP2 -> Optional.of(Container.BZIP2);
            case XZ -> Optional.of(Container.XZ);
            case LZOP -> Optional.of(Container.LZOP);
            case ZSTD -> Optional.of(Container.ZSTD);
        };
    }
}
