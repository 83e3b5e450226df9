// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.inspect.InspectRequest;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.decoding.DecoderChoice;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.PluginPath;
import org.migstream.plugin.Plugins;
import org.migstream.stream.Configuration;
import org.migstream.stream.Section;
import org.migstream.stream.StreamBuilder;
import org.migstream.stream.VfioRecord;

/** The redacted copy of a stream whose sections, records or description are damaged has no content of devices. */
class DamagedStreamRedactionTest {
    private static final int WINDOW = Integer.BYTES;
    private static final int LENGTH = 48;

    private static final String DEVICE = "0000:00:01.0/vfio";
    private static final Plugins PLUGINS = Plugins.load(PluginPath.of(List.of(), Map.of()), Plugins.DEFAULT_TIMEOUT);

    /** The choice of redacted states for a copy. */
    private enum Redaction {
        /** All states become zeroes. */
        ZEROES,
        /** States keep their structure, as in a bundle. */
        STRUCTURE
    }

    private final Random random = new Random(5);
    private final Set<Integer> secrets = new HashSet<>();

    private byte[] secret() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (1 + random.nextInt(255));
        }
        secrets.addAll(windows(bytes));
        return bytes;
    }

    /** Returns a record of the driver of mlx5 with an image of firmware (mlx5vf_cmd.h of the kernel): its content is a secret. */
    private byte[] imageRecord() {
        return ByteBuffer.allocate(2 * Long.BYTES + LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(LENGTH)
                .putLong(0)
                .put(secret())
                .array();
    }

    private static Set<Integer> windows(byte[] bytes) {
        Set<Integer> windows = new HashSet<>();
        for (int at = 0; at + WINDOW <= bytes.length; at++) {
            windows.add(ByteBuffer.wrap(bytes).getInt(at));
        }
        return windows;
    }

    private byte[] stream(boolean described) {
        StreamBuilder stream = new StreamBuilder()
                .header()
                .configuration()
                .vfioSetup(2, DEVICE)
                .full(3, "device")
                .opaqueBytes(secret())
                .footer()
                .continued(Section.Kind.PART, 2)
                .vfioData(imageRecord())
                .vfioTag(VfioRecord.Tag.END_OF_STATE)
                .footer()
                .continued(Section.Kind.END, 2)
                .vfioData(imageRecord())
                .vfioData(imageRecord())
                .vfioTag(VfioRecord.Tag.END_OF_STATE)
                .footer()
                .full(4, "other")
                .opaqueBytes(secret())
                .footer()
                .endOfStream();
        String entry = "{\"name\": \"%s\", \"instance_id\": 0, \"vmsd_name\": \"%s\", \"version\": 1, \"fields\": ["
                + "{\"name\": \"key\", \"type\": \"buffer\", \"size\": 16}, "
                + "{\"name\": \"key\", \"type\": \"buffer\", \"size\": 32}]}";
        return described
                ? stream.vmdesc("{\"page_size\": 4096, \"devices\": [" + String.format(entry, "device", "device") + ", "
                                + String.format(entry, "other", "other") + "]}")
                        .bytes()
                : stream.bytes();
    }

    private static Input pipe(byte[] stream) throws IOException {
        return Input.ofPipe("-", new ByteArrayInputStream(stream), OutputLimit.NONE);
    }

    private static byte[] redact(byte[] stream, Redaction redaction) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (redaction == Redaction.ZEROES) {
                try (RedactedStates none = RedactedStates.none()) {
                    write(stream, none, out);
                }
            } else {
                writeWithStructure(stream, out);
            }
        } catch (ConversionException notAStream) {
            return new byte[0];
        }
        try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            return in.readAllBytes();
        }
    }

    private static void write(byte[] stream, RedactedStates states, OutputStream out) throws IOException {
        try (Input input = pipe(stream)) {
            RedactedCopy.write(input, List.of(), states, out);
        }
    }

    private static void writeWithStructure(byte[] stream, OutputStream out) throws IOException {
        DecoderChoice decoders = new DecoderChoice(PLUGINS, null, Map.of(DEVICE, "mlx5"));
        try (Input input = pipe(stream);
                StreamReport report =
                        StreamInspector.inspect(input, List.of(), InspectRequest.plain(decoders, Long.MAX_VALUE));
                RedactedStates states = RedactedStates.canBeMarked(report)
                        ? RedactedStates.of(report, PLUGINS)
                        : RedactedStates.none()) {
            write(stream, states, out);
        }
    }

    private void requireNoSecret(byte[] stream, String name) throws IOException {
        for (Redaction redaction : Redaction.values()) {
            requireNoSecret(stream, redaction, name);
        }
    }

    private void requireNoSecret(byte[] stream, Redaction redaction, String name) throws IOException {
        Set<Integer> found = windows(redact(stream, redaction));
        found.retainAll(secrets);
        assertTrue(found.isEmpty(), redaction + " " + name);
    }

    /** Without this, the other tests would not examine the redaction by plugins. */
    @Test
    void soundStream_keepsStructure() throws IOException {
        byte[] head = ByteBuffer.allocate(2 * Long.BYTES + LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(LENGTH)
                .array();
        String structure = new String(head, StandardCharsets.ISO_8859_1);
        byte[] stream = stream(true);
        String kept = new String(redact(stream, Redaction.STRUCTURE), StandardCharsets.ISO_8859_1);
        String zeroed = new String(redact(stream, Redaction.ZEROES), StandardCharsets.ISO_8859_1);
        assertEquals(4, kept.split(structure, -1).length);
        assertEquals(1, zeroed.split(structure, -1).length);
    }

    @Test
    void changedByte_showsNoContent() throws IOException {
        for (boolean described : new boolean[] {true, false}) {
            byte[] stream = stream(described);
            requireNoSecret(stream, "sound");
            for (int at = 0; at < stream.length; at++) {
                for (int change : new int[] {1, -1, 8, 0x80}) {
                    byte[] damaged = stream.clone();
                    damaged[at] += (byte) change;
                    requireNoSecret(damaged, Redaction.ZEROES, described + " " + at + " " + change);
                }
                byte[] damaged = stream.clone();
                damaged[at] += (byte) (1 + random.nextInt(255));
                requireNoSecret(damaged, Redaction.STRUCTURE, described + " " + at + "=" + damaged[at]);
            }
        }
    }

    /** Content can be read as the name of a capability, or as the data of a command, if a length before it is wrong. */
    @Test
    void contentReadAsNameOrCommand_isNotShown() throws IOException {
        byte[] secret = secret();
        for (int code : new int[] {0, 6, 10, 12, 99, 0xffff}) {
            byte[] head = {8, (byte) (code >> Byte.SIZE), (byte) code, 0, LENGTH};
            StreamBuilder stream = new StreamBuilder()
                    .header()
                    .configuration()
                    .raw(toInts(head))
                    .raw(toInts(secret));
            requireNoSecret(stream.endOfStream().bytes(), "code " + code);
        }
        String name = new String(secret, StandardCharsets.ISO_8859_1);
        requireNoSecret(
                new StreamBuilder()
                        .header()
                        .configuration(new Configuration.Capabilities(List.of("events", name)))
                        .endOfStream()
                        .bytes(),
                "a capability");
    }

    private static int[] toInts(byte... bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return values;
    }

    @Test
    void truncation_showsNoContent() throws IOException {
        for (boolean described : new boolean[] {true, false}) {
            byte[] stream = stream(described);
            for (int length = 8; length < stream.length; length++) {
                requireNoSecret(Arrays.copyOf(stream, length), described + " " + length);
            }
        }
    }
}
