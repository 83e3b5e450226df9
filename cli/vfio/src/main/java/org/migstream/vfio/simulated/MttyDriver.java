// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.VfioException;

/**
 * The kernel's sample of a mediated device, a serial card (samples/vfio-mdev/mtty.c): {@code struct mtty_data}, little-
 * endian as on the machines that have it.
 *
 * <pre>
 *   header  24  u64 magic | u32 major 1 | u32 minor 0 | u32 nr_ports | u32 flags 0    pre-copy has no more
 *   port    36  u8[8] registers | u8[16] fifo | u8 head, tail, count, dlab, overrun, 0 | u16 divisor
 *               | u8 fcr, max_fifo_size, intr_trigger_level, 0                         for each
 * </pre>
 *
 * <p>Like the kernel it compares the header when byte 24 has come (EFAULT), takes no byte too many (ENOMEM) and none too
 * few (EINVAL), and looks at nothing in the ports.
 */
final class MttyDriver implements SimulatedDriver {
    private static final Option PORTS = new Option("ports", "1|2", "has as many (2)");
    private static final int MOST_PORTS = 2;
    private static final int REGISTERS = 8;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int SCR = 7;
    private static final List<Option> REGISTER_OPTIONS = List.of(
            register("lcr0", "line control register"),
            register("mcr0", "modem control register"),
            register("scr0", "scratch register"),
            register("lcr1", "the same of the second port"),
            register("mcr1", "likewise"),
            register("scr1", "likewise"));
    private static final List<Integer> PLACES = List.of(LCR, MCR, SCR);

    static final List<Option> OPTIONS =
            Stream.concat(Stream.of(PORTS), REGISTER_OPTIONS.stream()).toList();

    private static final long MAGIC = 0x7e9d09898c3e2c4eL;
    private static final int HEADER = 24;
    private static final int PORT = 36;
    private static final int MAX_FIFO_SIZE = 33;
    private static final int TRIGGER_LEVEL = 34;
    private static final int FIFO = 16;

    private final int ports;
    private final byte[][] registers = new byte[MOST_PORTS][REGISTERS];

    MttyDriver(Options options) {
        ports = (int) options.number(PORTS, 1, MOST_PORTS, MOST_PORTS);
        for (int i = 0; i < REGISTER_OPTIONS.size(); i++) {
            Option option = REGISTER_OPTIONS.get(i);
            int port = i / PLACES.size();
            options.text(option).filter(value -> port >= ports).ifPresent(value -> {
                throw options.wrong(option, value, "of a card with one port");
            });
            registers[port][PLACES.get(i % PLACES.size())] = (byte) options.number(option, 0, 0xff, 0);
        }
    }

    private static Option register(String name, String meaning) {
        return new Option(name, "BYTE", meaning + " (0)");
    }

    @Override
    public String driver() {
        return "mtty";
    }

    @Override
    public MigrationFlags features() {
        return MigrationFlags.ALL;
    }

    @Override
    public boolean answersNoMessage() {
        return false;
    }

    @Override
    public DeviceConfiguration configuration() {
        return new PciFunction(0x4348, 0x3253, 0x070002)
                .revision(0x10)
                .serialPorts()
                .build();
    }

    @Override
    public void make(Content content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(1).putInt(0).putInt(ports).putInt(0);
        for (int port = 0; port < ports; port++) {
            int at = HEADER + port * PORT;
            bytes.put(at, registers[port]).put(at + MAX_FIFO_SIZE, (byte) FIFO).put(at + TRIGGER_LEVEL, (byte) 1);
        }
        content.append(bytes.rewind());
    }

    private int length() {
        return HEADER + ports * PORT;
    }

    @Override
    public void check(Content content) throws IOException {
        if (content.length() != length()) {
            throw new IOException("a card of " + ports + " ports has " + length() + " bytes, not " + content.length());
        }
        try {
            checkHeader(content.bytes().order(ByteOrder.LITTLE_ENDIAN));
        } catch (VfioException e) {
            throw new IOException("its content is damaged: the header is not that of such a card", e);
        }
    }

    @Override
    public long stopCopyLength(Content content) {
        return length();
    }

    @Override
    public Saving save(Content content, Dirtying dirtying) throws IOException {
        ByteBuffer bytes = content.bytes();
        return new FixedSaving(bytes.slice(0, HEADER), bytes, dirtying);
    }

    @Override
    public Loading load(Content content) {
        return new FixedLoading(content, length(), HEADER, this::checkHeader, MttyDriver::whole);
    }

    private void checkHeader(ByteBuffer header) throws VfioException {
        if (header.getLong(0) != MAGIC
                || header.getInt(8) != 1
                || header.getInt(12) != 0
                || header.getInt(16) != ports
                || header.getInt(20) != 0) {
            throw new VfioException("write the data", Errno.EFAULT);
        }
    }

    private static ByteBuffer whole(ByteBuffer bytes) throws VfioException {
        if (bytes.hasRemaining()) {
            throw new VfioException("load the state", Errno.EINVAL);
        }
        return bytes.flip();
    }
}
