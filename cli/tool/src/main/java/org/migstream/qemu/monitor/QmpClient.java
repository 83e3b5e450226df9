// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.migstream.io.IoErrorText;
import org.migstream.report.PrintableText;

/**
 * A client of the QEMU Machine Protocol. Each command has an id, so that the late answer to a command that timed out is
 * not taken for the answer to the next one.
 */
final class QmpClient implements Closeable {
    private final QmpChannel channel;
    private final Duration timeout;
    private final QmpValue greeting;
    private long lastId;

    private QmpClient(QmpChannel channel, Duration timeout) throws IOException {
        this.channel = channel;
        this.timeout = timeout;
        greeting = receiveGreeting().named("the greeting");
        execute("qmp_capabilities", Map.of());
    }

    /**
     * Connects to a socket and starts the protocol.
     *
     * @param timeout the maximum time for the greeting, and then for each command
     * @throws IOException if this fails, with a message for the user
     */
    static QmpClient connect(Path socket, Duration timeout) throws IOException {
        QmpChannel channel = null;
        try {
            channel = QmpChannel.connect(socket, QmpJson.MAX_DOCUMENT_SIZE, System.nanoTime() + timeout.toNanos());
            return new QmpClient(channel, timeout);
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            throw new MonitorException(
                    "cannot use the monitor " + PrintableText.escape(socket.toString()) + ": " + IoErrorText.of(e));
        }
    }

    /** Returns the greeting of QEMU, which has its version. */
    QmpValue greeting() {
        return greeting;
    }

    /** Runs a command of the human monitor and returns its output. */
    String executeHuman(String line) throws IOException {
        return execute("human-monitor-command", Map.of("command-line", line)).text();
    }

    /** Runs a command and returns its result. Messages that are not its answer, such as events, are skipped. */
    QmpValue execute(String command, Map<String, String> arguments) throws IOException {
        long id = ++lastId;
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            channel.send(QmpJson.command(command, arguments, id), deadline);
            while (true) {
                QmpValue message = receive(deadline);
                Optional<QmpValue> error = message.find("error");
                boolean ours = isAnswerTo(id, message);
                if (error.isPresent() && (ours || message.find("id").isEmpty())) {
                    throw new CommandRefusedException("QEMU refuses the command " + command + ": "
                            + PrintableText.escape(error.get().get("desc").text()));
                }
                Optional<QmpValue> result = message.find("return");
                if (ours && result.isPresent()) {
                    return result.get().named(command);
                }
            }
        } catch (SocketTimeoutException e) {
            throw new MonitorException(
                    "QEMU did not answer the command " + command + " within " + seconds() + " seconds");
        }
    }

    private QmpValue receiveGreeting() throws IOException {
        try {
            Optional<QmpValue> qmp =
                    receive(System.nanoTime() + timeout.toNanos()).find("QMP");
            if (qmp.isPresent()) {
                return qmp.get();
            }
        } catch (SocketTimeoutException e) {
            throw new MonitorException("no greeting within " + seconds()
                    + " seconds: it is not a QMP socket, or another client has it; QEMU serves one client at a time");
        }
        throw new MonitorException("it is not a QMP socket: its first message is not a greeting");
    }

    private QmpValue receive(long deadline) throws IOException {
        return QmpJson.parse(channel.receive(deadline));
    }

    private static boolean isAnswerTo(long id, QmpValue message) throws MonitorException {
        Optional<QmpValue> answered = message.find("id");
        return answered.isPresent() && answered.get().text().equals(Long.toString(id));
    }

    private String seconds() {
        return Long.toString(Math.max(1, timeout.toSeconds()));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
