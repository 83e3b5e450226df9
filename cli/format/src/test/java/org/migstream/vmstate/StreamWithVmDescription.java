// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;

/**
 * Splits a stream by its vmdescription alone. From the first FULL section to the EOF byte, header, described length and
 * footer of each section must follow each other without a gap.
 */
public final class StreamWithVmDescription {
    private static final int SECTION_FULL = 4;
    private static final int SECTION_FOOTER = 0x7e;
    private static final int VMDESCRIPTION = 6;
    private static final long MAX_JSON = 16 << 20;

    private final byte[] stream;
    private final byte[] json;
    private final VmDescription description;
    /** Offsets and lengths in wire order, by key. Some keys occur twice. */
    private final Map<SectionKey, Deque<long[]>> payloads = new HashMap<>();

    /** Splits the bytes of a stream. */
    public StreamWithVmDescription(byte[] stream) throws IOException {
        this.stream = stream;
        json = json(stream);
        description = VmDescription.read(new ByteArrayInputStream(json), MAX_JSON);
        splitSections(stream.length - json.length - 6);
    }

    /** Splits a capture of samples/streams. */
    public static StreamWithVmDescription load(String name) throws IOException {
        try (InputStream in = new ZstdInputStream(Files.newInputStream(Path.of("samples/streams", name)))) {
            return new StreamWithVmDescription(in.readAllBytes());
        }
    }

    public VmDescription description() {
        return description;
    }

    byte[] json() {
        return json;
    }

    /** Decodes every device; keeps {@code headBytes} of each buffer. */
    public DecodedDeviceCollector decode(int headBytes) throws IOException {
        DecodedDeviceCollector devices = new DecodedDeviceCollector();
        decode(devices, headBytes);
        return devices;
    }

    /** Passes the values of every device to {@code sink}; keeps {@code headBytes} of each buffer. Works once. */
    public void decode(VmStateSink sink, int headBytes) throws IOException {
        new VmStateDecoder(this::openPayload, sink, headBytes).decode(new ByteArrayInputStream(json), MAX_JSON);
    }

    private Optional<SectionPayloadSource.Payload> openPayload(SectionKey key) {
        long[] range = payloads.get(key).remove();
        return Optional.of(new SectionPayloadSource.Payload(
                range[0], new ByteArrayInputStream(stream, (int) range[0], (int) range[1])));
    }

    /**
     * Returns the JSON of the vmdescription after the EOF byte: the bytes after {@code 06 be32 length}, to the end of
     * the stream.
     */
    public static byte[] json(byte[] stream) {
        for (int i = stream.length - 6; i > 0; i--) {
            if (stream[i] == VMDESCRIPTION
                    && stream[i + 5] == '{'
                    && ByteBuffer.wrap(stream).getInt(i + 1) == stream.length - i - 5) {
                return Arrays.copyOfRange(stream, i + 5, stream.length);
            }
        }
        throw new AssertionError("the stream does not end with a vmdescription");
    }

    private void splitSections(int end) throws IOException {
        byte[] first = encodedName(description.sections().get(0));
        for (int i = 0; i < end - first.length; i++) {
            if (stream[i] == SECTION_FULL
                    && Arrays.equals(stream, i + 5, i + 5 + first.length, first, 0, first.length)
                    && findSections(i) == end) {
                return;
            }
        }
        throw new AssertionError("the described sections do not end at " + end);
    }

    /** Follows the described sections from {@code start}. Returns their end, or -1 if one does not match. */
    private int findSections(int start) throws IOException {
        payloads.clear();
        int at = start;
        for (DescribedSection section : description.sections()) {
            byte[] name = encodedName(section);
            ByteBuffer buffer = ByteBuffer.wrap(stream);
            int version = at + 5 + name.length;
            int payload = version + 4;
            int footer = (int) (payload + section.payloadLength());
            if (stream[at] != SECTION_FULL
                    || !Arrays.equals(stream, at + 5, version, name, 0, name.length)
                    || !section.oldStyle() && buffer.getInt(version) != section.version()
                    || stream[footer] != SECTION_FOOTER
                    || buffer.getInt(footer + 1) != buffer.getInt(at + 1)) {
                return -1;
            }
            payloads.computeIfAbsent(section.key(), key -> new ArrayDeque<>())
                    .add(new long[] {payload, section.payloadLength()});
            at = footer + 5;
        }
        return at;
    }

    /** Returns name and instance of a section as they follow its id in the stream. */
    private static byte[] encodedName(DescribedSection section) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(section.key().idstr().length());
        out.writeBytes(section.key().idstr());
        out.writeInt((int) section.key().instanceId());
        return bytes.toByteArray();
    }
}
