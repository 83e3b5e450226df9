// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.io.IOException;
import java.util.Set;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * Reads one port, {@code struct serial_port}. The kernel copies it without a check (mtty_load_state()); handle_bar_write()
 * and handle_bar_read() use it when the guest accesses the port.
 *
 * <p>Of the eight registers the driver stores only IER, LCR, MCR and SCR; the others stay zero. The names of bits come
 * from include/uapi/linux/serial_reg.h; the names of the word length bits come from the 16550 data sheet.
 */
final class SerialPort {
    /** The registers with a byte that the guest has written: the transmit holding and the scratch register. */
    static final Set<String> GUEST_BYTES = Set.of("thr", "scr");

    private static final int SIZE = 36;
    private static final int MAX_FIFO_SIZE = 16;
    private static final String RANGE = "FIELD_RANGE";

    private static final Symbols IER =
            Symbols.HEXADECIMAL.bit(0, "RDI").bit(1, "THRI").bit(2, "RLSI").bit(3, "MSI");

    private static final Symbols LCR = Symbols.HEXADECIMAL
            .bit(0, "WLS0")
            .bit(1, "WLS1")
            .bit(2, "STOP")
            .bit(3, "PARITY")
            .bit(4, "EPAR")
            .bit(5, "SPAR")
            .bit(6, "SBC")
            .bit(7, "DLAB");
    private static final Symbols MCR = Symbols.HEXADECIMAL
            .bit(0, "DTR")
            .bit(1, "RTS")
            .bit(2, "OUT1")
            .bit(3, "OUT2")
            .bit(4, "LOOP")
            .bit(5, "AFE");
    private static final Symbols FCR = Symbols.HEXADECIMAL
            .bit(0, "ENABLE_FIFO")
            .bit(1, "CLEAR_RCVR")
            .bit(2, "CLEAR_XMIT")
            .bit(3, "DMA_SELECT");
    private static final Symbols BOOL = Symbols.DECIMAL.value(0, "false").value(1, "true");

    private final FieldReader in;
    private boolean inRange = true;

    private SerialPort(FieldReader in) {
        this.in = in;
    }

    /** Reads a port; returns whether the driver could have written its values. */
    static boolean read(FieldReader in, String name) throws IOException {
        SerialPort port = new SerialPort(in);
        in.record(name, SIZE, port::read);
        return port.inRange;
    }

    private void read() throws IOException {
        readUartRegisters();
        readFifo();
        readBool("dlab");
        readBool("overrun");
        in.filler("padding[0]", 1);
        in.u16("divisor");
        in.u8("fcr", FCR);
        int size = in.u8("max_fifo_size");
        if (size < 1 || size > MAX_FIFO_SIZE) {
            reportOutOfRange("max_fifo_size is " + size + ", but must be 1 to 16: the port would accept "
                    + (size == 0 ? "no byte" : "more bytes than fit") + " from the guest");
        }
        in.u8("intr_trigger_level");
        in.filler("padding[1]", 1);
    }

    private void readUartRegisters() throws IOException {
        in.u8("thr", Symbols.HEXADECIMAL);
        in.u8("ier", IER);
        in.u8("iir", Symbols.HEXADECIMAL);
        in.u8("lcr", LCR);
        in.u8("mcr", MCR);
        in.u8("lsr", Symbols.HEXADECIMAL);
        in.u8("msr", Symbols.HEXADECIMAL);
        in.u8("scr", Symbols.HEXADECIMAL);
    }

    private void readFifo() throws IOException {
        in.bytes("fifo", MAX_FIFO_SIZE);
        readFifoIndex("head", "writes");
        readFifoIndex("tail", "reads");
        int count = in.u8("count");
        if (count > MAX_FIFO_SIZE) {
            reportOutOfRange("count is " + count
                    + ", but the fifo has 16 bytes: the port would accept no more bytes from the guest");
        }
    }

    private void readFifoIndex(String name, String use) throws IOException {
        int index = in.u8(name);
        if (index >= MAX_FIFO_SIZE) {
            reportOutOfRange(name + " is " + index
                    + ", but the fifo has 16 bytes: the kernel does not check the index and " + use + " other memory");
        }
    }

    private void readBool(String name) throws IOException {
        int value = in.u8(name, BOOL);
        if (!BOOL.hasValueName(value)) {
            reportOutOfRange(
                    name + " is " + value + ", but a C bool is 0 or 1: the behaviour of the driver is undefined");
        }
    }

    private void reportOutOfRange(String message) {
        inRange = false;
        in.warning(RANGE, message);
    }
}
