// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationFlags;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * The kernel's sample of a mediated device, a serial card (samples/vfio-mdev/mtty.c): {@code struct mtty_data},
 * little-endian.
 *
 * <pre>
 *   header  24  u64 magic | u32 major 1 | u32 minor 0 | u32 nr_ports | u32 flags 0    the only data of pre-copy
 *   port    36  u8[8] registers | u8[16] fifo | u8 head, tail, count, dlab, overrun, 0 | u16 divisor
 *               | u8 fcr, max_fifo_size, intr_trigger_level, 0                         for each port
 * </pre>
 *
 * <p>Like the kernel, the driver compares the header when 24 bytes are written (EFAULT), refuses extra bytes (ENOMEM)
 * and missing bytes (EINVAL), and does not check the ports.
 */
final class MttyDriver implements SimulatedDriver, FixedSizeState.FixedSizeFormat {
    private static final SimulatedOption PORTS = new SimulatedOption("ports", "1|2", "number of ports (2)");
    private static final int MAX_PORTS = 2;
    private static final int REGISTER_COUNT = 8;
    private static final int LCR_OFFSET = 3;
    private static final int MCR_OFFSET = 4;
    private static final int SCR_OFFSET = 7;
    private static final List<SimulatedOption> REGISTER_OPTIONS = List.of(
            registerOption("lcr0", "line control register"),
            registerOption("mcr0", "modem control register"),
            registerOption("scr0", "scratch register"),
            registerOption("lcr1", "line control register of the second port"),
            registerOption("mcr1", "modem control register of the second port"),
            registerOption("scr1", "scratch register of the second port"));
    private static final List<Integer> REGISTER_OFFSETS = List.of(LCR_OFFSET, MCR_OFFSET, SCR_OFFSET);

    static final List<SimulatedOption> OPTIONS =
            Stream.concat(Stream.of(PORTS), REGISTER_OPTIONS.stream()).toList();

    private static final long MAGIC = 0x7e9d09898c3e2c4eL;
    private static final int HEADER_LENGTH = 24;
    private static final int PORT_LENGTH = 36;
    private static final int MAX_FIFO_SIZE_OFFSET = 33;
    private static final int TRIGGER_LEVEL_OFFSET = 34;
    private static final int FIFO_SIZE = 16;

    private final int portCount;
    private final byte[][] registers = new byte[MAX_PORTS][REGISTER_COUNT];

    MttyDriver(OptionValues options) {
        portCount = (int) options.number(PORTS, 1, MAX_PORTS, MAX_PORTS);
        for (int i = 0; i < REGISTER_OPTIONS.size(); i++) {
            SimulatedOption option = REGISTER_OPTIONS.get(i);
            int port = i / REGISTER_OFFSETS.size();
            options.value(option).filter(value -> port >= portCount).ifPresent(value -> {
                throw options.invalidValue(option, value, "an option of a card with one port");
            });
            registers[port][REGISTER_OFFSETS.get(i % REGISTER_OFFSETS.size())] =
                    (byte) options.number(option, 0, 0xff, 0);
        }
    }

    private static SimulatedOption registerOption(String name, String register) {
        return new SimulatedOption(name, "BYTE", register + " (0)");
    }

    @Override
    public Optional<String> driverName() {
        return Optional.of("mtty");
    }

    @Override
    public MigrationFlags defaultFlags() {
        return MigrationFlags.ALL;
    }

    @Override
    public boolean returnsEnomsg() {
        return false;
    }

    @Override
    public DeviceConfiguration initialConfiguration() {
        return new PciConfigBuilder(0x4348, 0x3253, 0x070002)
                .revision(0x10)
                .serialPortBars()
                .build();
    }

    @Override
    public void writeInitialContent(StateContent content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(stateLength()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(1).putInt(0).putInt(portCount).putInt(0);
        for (int port = 0; port < portCount; port++) {
            int at = HEADER_LENGTH + port * PORT_LENGTH;
            bytes.put(at, registers[port])
                    .put(at + MAX_FIFO_SIZE_OFFSET, (byte) FIFO_SIZE)
                    .put(at + TRIGGER_LEVEL_OFFSET, (byte) 1);
        }
        content.append(bytes.rewind());
    }

    private int stateLength() {
        return HEADER_LENGTH + portCount * PORT_LENGTH;
    }

    @Override
    public void checkContent(StateContent content) throws IOException {
        if (content.length() != stateLength()) {
            throw new IOException("a card with " + portCount + (portCount == 1 ? " port" : " ports") + " has "
                    + stateLength() + " bytes, not " + content.length());
        }
        try {
            checkHeader(content.readAll().order(ByteOrder.LITTLE_ENDIAN));
        } catch (VfioException e) {
            throw new IOException("its content is damaged: the header does not match the card", e);
        }
    }

    @Override
    public long stopCopyLength(StateContent content) {
        return stateLength();
    }

    @Override
    public StateSaver beginSave(StateContent content, DirtyRounds dirtyRounds) throws IOException {
        ByteBuffer bytes = content.readAll();
        return new FixedSizeState.FixedSizeSaver(bytes.slice(0, HEADER_LENGTH), bytes, dirtyRounds);
    }

    @Override
    public StateLoader beginLoad(StateContent content) {
        return new FixedSizeState.FixedSizeLoader(content, stateLength(), HEADER_LENGTH, this);
    }

    @Override
    public void checkHeader(ByteBuffer header) throws VfioException {
        boolean matches = header.getLong(0) == MAGIC
                && header.getInt(8) == 1
                && header.getInt(12) == 0
                && header.getInt(16) == portCount
                && header.getInt(20) == 0;
        DeviceModel.require(matches, "write the data", Errno.EFAULT);
    }

    @Override
    public ByteBuffer buildContent(ByteBuffer bytes) throws VfioException {
        DeviceModel.require(!bytes.hasRemaining(), "load the state", Errno.EINVAL);
        return bytes.flip();
    }
}
