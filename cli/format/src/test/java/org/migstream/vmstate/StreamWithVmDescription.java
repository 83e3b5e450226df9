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
import org.migstream.stream.SectionKey;

/**
 * A stream split by nothing but its description: starting from the first FULL section, header, described length and
 * footer must follow each other without a gap until the EOF byte.
 */
public final class StreamWithVmDescription {
    private static final int SECTION_FULL = 4;
    private static final int SECTION_FOOTER = 0x7e;
    private static final int VMDESCRIPTION = 6;
    private static final long MAX_JSON = 16 << 20;

    private final byte[] stream;
    private final byte[] json;
    private final VmDescription description;
    /** Offsets and lengths in wire order, by name: some names occur twice. */
    private final Map<SectionKey, Deque<long[]>> payloads = new HashMap<>();

    /** Splits the bytes of a stream. */
    public StreamWithVmDescription(byte[] stream) throws IOException {
        this.stream = stream;
        json = json(stream);
        description = VmDescription.read(new ByteArrayInputStream(json), MAX_JSON);
        splitSections(stream.length - json.length - 6);
    }

    /** Splits a capture of the repository. */
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

    /** Decodes every device, showing {@code headBytes} of each buffer. */
    public DecodedDeviceCollector decode(int headBytes) throws IOException {
        DecodedDeviceCollector devices = new DecodedDeviceCollector();
        new VmStateDecoder(this::openPayload, devices, headBytes).decode(new ByteArrayInputStream(json), MAX_JSON);
        return devices;
    }

    private SectionPayloadSource.Payload openPayload(SectionKey key) {
        long[] place = payloads.get(key).remove();
        return new SectionPayloadSource.Payload(
                place[0], new ByteArrayInputStream(stream, (int) place[0], (int) place[1]));
    }

    /** The description behind the EOF byte: what {@code 06 be32 length} announces to the end of the stream. */
    public static byte[] json(byte[] stream) {
        for (int i = stream.length - 6; i > 0; i--) {
            if (stream[i] == VMDESCRIPTION
                    && stream[i + 5] == '{'
                    && ByteBuffer.wrap(stream).getInt(i + 1) == stream.length - i - 5) {
                return Arrays.copyOfRange(stream, i + 5, stream.length);
            }
        }
        throw new AssertionError("no description at the end of the stream");
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
        throw new AssertionError("sections and description do not meet at " + end);
    }

    /** Follows the described sections from {@code start}; returns where they end, or -1 where they break. */
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

    /** Name and instance of a section as they stand behind its id. */
    private static byte[] encodedName(DescribedSection section) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(section.key().idstr().length());
        out.writeBytes(section.key().idstr());
        out.writeInt((int) section.key().instanceId());
        return bytes.toByteArray();
    }
}
