// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client of QEMU's qtest protocol: reads and writes I/O ports and memory as a guest would (softmmu/qtest.c). */
final class QtestConnection implements Closeable {
    private static final int CONFIG_ADDRESS = 0xcf8;
    private static final int CONFIG_DATA = 0xcfc;

    private final SocketChannel socket;
    private final BufferedReader answers;

    QtestConnection(Path path) throws IOException {
        socket = SocketChannel.open(UnixDomainSocketAddress.of(path));
        answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.US_ASCII));
    }

    /** Returns a register of a PCI function. */
    int readConfig(int bus, int devfn, int offset) throws IOException {
        select(bus, devfn, offset);
        return (int) Long.parseLong(run("inl 0x%x", CONFIG_DATA).substring("OK 0x".length()), 16);
    }

    /** Writes two bytes of a PCI function. */
    void writeConfig(int bus, int devfn, int offset, int value) throws IOException {
        select(bus, devfn, offset);
        run("outw 0x%x 0x%x", CONFIG_DATA + (offset & 3), value);
    }

    private void select(int bus, int devfn, int offset) throws IOException {
        run("outl 0x%x 0x%x", CONFIG_ADDRESS, 1 << 31 | bus << 16 | devfn << 8 | offset & ~3);
    }

    /** Writes four bytes of memory. */
    void writeMemory(long address, int value) throws IOException {
        run("writel 0x%x 0x%x", address, value);
    }

    private String run(String format, Object... arguments) throws IOException {
        ByteBuffer line =
                ByteBuffer.wrap((String.format(format, arguments) + "\n").getBytes(StandardCharsets.US_ASCII));
        while (line.hasRemaining()) {
            socket.write(line);
        }
        while (true) {
            String answer = answers.readLine();
            if (answer == null || answer.startsWith("FAIL") || answer.startsWith("ERR")) {
                throw new IOException("qtest: " + answer);
            }
            if (answer.startsWith("OK")) {
                return answer;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
