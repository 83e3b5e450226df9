// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A QMP server with scripted answers, by the command. A command without an answer is an error as in QEMU. In an answer,
 * the server replaces {@code ID} by the id of the command.
 */
final class FakeQmpServer implements Closeable {
    static final String GREETING = "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 13, \"minor\": 0, \"major\": 10},"
            + " \"package\": \"x\"}, \"capabilities\": [\"oob\"], \"later\": {\"a\": [1.5, null, true]}}}\r\n";

    private static final Pattern COMMAND = Pattern.compile("\\{\"execute\":\"(.*?)\".*\"id\":(\\d+)\\}");
    private static final Pattern TEXT = Pattern.compile("\"(?:command-line|path|property)\":\"(.*?)\"");

    private final ServerSocketChannel server;
    private final Map<String, String> answers = new HashMap<>();
    private final Thread thread;

    /** Listens on a socket; sends the greeting to the first client, and then the answers. */
    FakeQmpServer(Path socket, String greeting) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        answer("qmp_capabilities", "{}");
        thread = new Thread(() -> serve(greeting), "fake-qmp");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sets the result of a command.
     *
     * @param command its name, followed by the texts of its arguments
     */
    FakeQmpServer answer(String command, String result) {
        return reply(command, "{\"return\": " + result + ", \"id\": ID}\n");
    }

    /** Sets the output of a command of the human monitor. */
    FakeQmpServer print(String command, String output) {
        return answer("human-monitor-command " + command, "\"" + output.replace("\n", "\\r\\n") + "\"");
    }

    /** Sets the bytes that are sent after a command. */
    synchronized FakeQmpServer reply(String command, String bytes) {
        answers.put(command, bytes);
        return this;
    }

    private void serve(String greeting) {
        try (SocketChannel client = server.accept()) {
            send(client, greeting);
            BufferedReader commands = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
            for (String line; (line = commands.readLine()) != null; ) {
                String reply = replyTo(line);
                if (reply.isEmpty()) {
                    return;
                }
                send(client, reply);
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the bytes after a command; empty to close the connection. */
    private synchronized String replyTo(String line) {
        Matcher command = COMMAND.matcher(line);
        if (!command.matches()) {
            throw new AssertionError("not a command: " + line);
        }
        StringBuilder key = new StringBuilder(command.group(1));
        String[] words = new String[2];
        Matcher texts = TEXT.matcher(line);
        while (texts.find()) {
            // The order of the arguments does not matter.
            words[texts.group().startsWith("\"property") ? 1 : 0] = texts.group(1);
        }
        for (String word : words) {
            key.append(word == null ? "" : " " + word);
        }
        String reply = answers.getOrDefault(
                key.toString(),
                "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no answer to " + key + "\"}, \"id\": ID}\n");
        return reply.replace("ID", command.group(2));
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
