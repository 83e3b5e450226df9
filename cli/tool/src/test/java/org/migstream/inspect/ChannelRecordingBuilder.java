// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect;

import java.io.IOException;
import java.util.UUID;
import org.migstream.stream.RawStreamBuilder;

/** Builds a multifd channel of a guest with pages of 4 KiB. */
public final class ChannelRecordingBuilder {
    public static final String DEVICE = "0000:00:01.0/vfio";
    static final UUID VM = new UUID(1, 2);

    private static final int MAGIC = 0x11223344;
    private static final int PAGES_ALLOC = 128;
    private static final int CONFIG_LENGTH = 4 + 256 + 16;

    private final RawStreamBuilder out = new RawStreamBuilder();

    public ChannelRecordingBuilder(int id) throws IOException {
        this(id, VM);
    }

    public ChannelRecordingBuilder(int id, UUID vm) throws IOException {
        out.be32(MAGIC, 1)
                .be64(vm.getMostSignificantBits(), vm.getLeastSignificantBits())
                .u8(id)
                .fill(0, 39);
    }

    /** Adds a packet with five zero pages. */
    public ChannelRecordingBuilder pages(long number) throws IOException {
        return ram(0, PAGES_ALLOC, number, 5);
    }

    /** Adds a synchronisation packet. */
    public ChannelRecordingBuilder sync(long number) throws IOException {
        return ram(1, 0, number, 0);
    }

    /** Adds a synchronisation packet of QEMU before 9.0, which has room for pages. */
    public ChannelRecordingBuilder oldSync(long number) throws IOException {
        return ram(1, PAGES_ALLOC, number, 0);
    }

    /** Adds a packet with one page that is compressed by QATzip, which is not decompressed. */
    public ChannelRecordingBuilder qatzipPage(long number) throws IOException {
        out.be32(MAGIC, 1, 0x20, PAGES_ALLOC, 1, 4)
                .be64(number)
                .be32(0)
                .fill(0, 28)
                .paddedString("pc.ram", 256)
                .fill(0, 8 + 4);
        return this;
    }

    private ChannelRecordingBuilder ram(int flags, int room, long number, int zeroPages) throws IOException {
        out.be32(MAGIC, 1, flags, room, 0, 0)
                .be64(number)
                .be32(zeroPages)
                .fill(0, 28)
                .paddedString("pc.ram", 256)
                .fill(0, 8 * PAGES_ALLOC);
        return this;
    }

    /** Adds a packet with data of {@link #DEVICE}. */
    public ChannelRecordingBuilder data(int index, byte... data) throws IOException {
        state(12 + data.length, index, 0);
        out.bytes(data);
        return this;
    }

    /** Adds the last packet of {@link #DEVICE}, which has the configuration. */
    public ChannelRecordingBuilder config(int index) throws IOException {
        state(12 + 8 + CONFIG_LENGTH + 8, index, 1);
        out.be64(0xffffffffef100002L)
                .be32(2)
                .u8(0x86, 0x80)
                .fill(0, CONFIG_LENGTH - 4 - 2)
                .be64(0xffffffffef100001L);
        return this;
    }

    private void state(int size, int index, int flags) throws IOException {
        out.be32(MAGIC, 1, 0x40).paddedString(DEVICE, 256).be32(0, size).be32(0, index, flags);
    }

    public byte[] bytes() {
        return out.bytes();
    }
}
