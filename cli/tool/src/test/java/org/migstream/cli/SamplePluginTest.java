// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses the sample plugin as a jar in a plugin directory, like the plugin of a vendor. */
class SamplePluginTest {
    private static final Path JAR = Path.of("samples/plugin/target/acme-migstream-plugin-1.0.0.jar");
    private static final int MAGIC = 0x454d4341;

    @TempDir
    private Path folder;

    private Path plugins;
    private Path state;

    @BeforeEach
    void install() throws IOException {
        plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.copy(JAR, plugins.resolve("acme.jar"));
        ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        record(bytes, 1, 8).putShort((short) 1).putShort((short) 0).putInt(1);
        record(bytes, 2, 24).putInt(0).putInt(64).putLong(0x10000).putInt(3).putInt(0);
        record(bytes, 3, 12).putInt(0x05010007).putInt(-1).putInt(-1); // The CRC-32 of four bytes 0xff.
        record(bytes, 4, 0);
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        state = Files.write(folder.resolve("nic.state"), written);
    }

    private static ByteBuffer record(ByteBuffer bytes, int type, int size) {
        return bytes.putInt(MAGIC).putShort((short) type).putShort((short) 0).putLong(size);
    }

    @Test
    void samplePlugin_isListedWithItsPath() {
        CommandRun run = run("plugins", "--plugin-path", plugins.toString());
        assertEquals(0, run.exit(), run.stderr());
        assertTrue(run.stdout().contains("acme"), run.stdout());
        assertTrue(run.stdout().contains(plugins.resolve("acme.jar").toString()), run.stdout());
    }

    @Test
    void samplePlugin_decodesItsStates() {
        CommandRun without = run("inspect", state.toString());
        assertEquals(3, without.exit());
        assertTrue(without.stderr().contains("[UNKNOWN_FORMAT]"), without.stderr());

        CommandRun with = run("inspect", "--all", "--plugin-path", plugins.toString(), state.toString());
        assertEquals(0, with.exit(), with.stdout());
        assertTrue(with.stdout().contains("acme: complete"), with.stdout());
    }

    @Test
    void samplePlugin_determinesVerdict() throws IOException {
        Path target = Files.writeString(
                folder.resolve("target.json"),
                "{\"schema\": \"migstream.profile/1\", \"driver\": \"acme\", \"pci\": \"acce:0001\","
                        + " \"facts\": {\"queues\": 1, \"firmware\": \"5.1.7\"}}");
        String[] words = {"check", "--plugin-path", plugins.toString(), "--target", target.toString(), state.toString()
        };
        CommandRun compatible = run(words);
        assertEquals(0, compatible.exit(), compatible.stdout());
        Files.writeString(target, Files.readString(target).replace("\"queues\": 1", "\"queues\": 4"));
        assertEquals(1, run(words).exit());
    }

    private static CommandRun run(String... words) {
        return CommandRun.of(InputStream.nullInputStream(), words);
    }
}
