// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.migstream.io.BlockInputStream;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.MultifdRamPacket.Compression;

/**
 * Decompresses the pages of a QPL or UADK packet. The body has a be32 length for every page, followed by the pages. A page
 * that compression does not shorten is stored uncompressed. One read returns bytes of one page only.
 */
final class QplUadkPageStream extends BlockInputStream {
    private final InputStream body;
    private final Compression compression;
    private final int pageSize;
    private final Inflater rawInflater;
    private final DataInputStream lengths;
    private InputStream page = InputStream.nullInputStream();

    /** @param rawInflater for QPL pages, which have no zlib header; the caller closes it */
    QplUadkPageStream(MultifdRamPacket packet, InputStream body, Inflater rawInflater) throws IOException {
        this.body = body;
        this.rawInflater = rawInflater;
        compression = packet.compression();
        pageSize = packet.pageSize();
        byte[] table = body.readNBytes((int) packet.normalPages() * Integer.BYTES);
        lengths = new DataInputStream(new ByteArrayInputStream(table));
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int count = page.read(into, from, length);
            if (count >= 0 || lengths.available() == 0) {
                return count;
            }
            int compressedLength = lengths.readInt();
            if (compressedLength < 0 || compressedLength > pageSize) {
                throw new ZipException("the compressed length of a page is "
                        + Integer.toUnsignedString(compressedLength) + ", more than the page size " + pageSize);
            }
            byte[] bytes = body.readNBytes(compressedLength);
            page = compressedLength == pageSize ? new ByteArrayInputStream(bytes) : inflatePage(bytes);
            return page.read(into, from, length);
        } catch (ZipException | EOFException e) {
            throw new MultifdDecompressor.CorruptDataException(e);
        }
    }

    private InputStream inflatePage(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        rawInflater.reset();
        InputStream inflated = compression == Compression.UADK
                ? new InflaterInputStream(in)
                : new InflaterInputStream(in, rawInflater);
        byte[] plain = inflated.readNBytes(pageSize + 1);
        if (plain.length != pageSize) {
            throw new ZipException("a page does not decompress to " + pageSize + " bytes");
        }
        return new ByteArrayInputStream(plain);
    }
}
