// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.migstream.report.PrintableText;

/**
 * Sends and receives the JSON documents of a QMP socket.
 *
 * <p>A document ends with its closing brace, not with its line: QEMU may write it on several lines ({@code
 * pretty=on}). Times are those of {@link System#nanoTime}.
 */
final class QmpChannel implements Closeable {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int QUOTED_BYTES = 40;
    private static final String QUEUE_FULL = "Resource temporarily unavailable";
    private static final long RETRY_NANOS = 50_000_000;

    private final SocketChannel socket;
    private final Selector selector;
    private final int maxDocumentSize;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_SIZE).flip();

    private QmpChannel(SocketChannel socket, Selector selector, int maxDocumentSize) {
        this.socket = socket;
        this.selector = selector;
        this.maxDocumentSize = maxDocumentSize;
    }

    /**
     * Connects to a socket.
     *
     * @throws SocketTimeoutException if QEMU accepts no client before the deadline
     */
    static QmpChannel connect(Path path, int maxDocumentSize, long deadline) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.configureBlocking(false);
            connect(socket, UnixDomainSocketAddress.of(path), deadline);
            Selector selector = Selector.open();
            socket.register(selector, SelectionKey.OP_READ);
            return new QmpChannel(socket, selector, maxDocumentSize);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connects, and tries again while the queue of the socket is full: connect then fails with EAGAIN. */
    private static void connect(SocketChannel socket, UnixDomainSocketAddress address, long deadline)
            throws IOException {
        while (true) {
            try {
                socket.connect(address);
                return;
            } catch (IOException e) {
                if (!QUEUE_FULL.equals(e.getMessage())) {
                    throw e;
                }
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new SocketTimeoutException("it accepts no client");
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Sends bytes.
     *
     * @throws SocketTimeoutException if the deadline has passed
     */
    void send(byte[] bytes, long deadline) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            if (socket.write(out) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /**
     * Receives the bytes of the next JSON object.
     *
     * @throws SocketTimeoutException if the deadline has passed
     * @throws MonitorException if the bytes are not a JSON object, or too many
     */
    byte[] receive(long deadline) throws IOException {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        int depth = 0;
        boolean inString = false;
        boolean escaped = false;
        do {
            byte next = nextByte(deadline);
            if (document.size() == 0) {
                if (isSpace(next)) {
                    continue;
                }
                if (next != '{') {
                    throw new MonitorException("it is not a QMP socket: it sent " + quoteFrom(next));
                }
            }
            if (document.size() == maxDocumentSize) {
                throw new MonitorException("an answer has more than " + maxDocumentSize + " bytes");
            }
            document.write(next);
            if (inString) {
                inString = escaped || next != '"';
                escaped = !escaped && next == '\\';
            } else {
                inString = next == '"';
                depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
            }
        } while (depth > 0 || document.size() == 0);
        return document.toByteArray();
    }

    private byte nextByte(long deadline) throws IOException {
        while (!received.hasRemaining()) {
            await(SelectionKey.OP_READ, deadline);
            received.clear();
            int count = socket.read(received);
            received.flip();
            if (count < 0) {
                throw new MonitorException("the connection was closed");
            }
        }
        return received.get();
    }

    private void await(int operation, long deadline) throws IOException {
        socket.keyFor(selector).interestOps(operation);
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        int ready = millis <= 0 ? 0 : selector.select(millis);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new MonitorException("the thread was interrupted");
        }
        if (ready == 0 && millis <= 0) {
            throw new SocketTimeoutException();
        }
    }

    /** Returns the first byte and those that arrived with it, as a quotation. */
    private String quoteFrom(byte first) {
        byte[] text = new byte[Math.min(received.remaining(), QUOTED_BYTES - 1) + 1];
        text[0] = first;
        received.get(text, 1, text.length - 1);
        return '"' + PrintableText.escape(new String(text, StandardCharsets.ISO_8859_1)) + '"';
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            socket.close();
        }
    }
}
