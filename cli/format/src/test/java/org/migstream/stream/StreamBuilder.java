// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.OpaqueBytes;
import org.migstream.stream.Element.PackageEnd;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.RamRecord.Flag;
import org.migstream.stream.RamRecord.RamBlock;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section.Framing;
import org.migstream.stream.Section.Kind;
import org.migstream.stream.VfioRecord.Tag;

/**
 * Builds streams from elements. Reading {@link #bytes()} must give {@link #read()}.
 *
 * <pre>{@code
 * new StreamBuilder().header().start(1, "ram").ramSize(0).eos().footer().endOfStream()
 * }</pre>
 */
public final class StreamBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final MigrationWriter writer = new MigrationWriter(bytes);
    private final List<Element> elements = new ArrayList<>();
    private boolean footers = true;
    private long open;

    /** Returns the bytes of the stream. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Returns the expected result of reading the stream from a pipe. */
    public ReadResult read() {
        return new ReadResult(List.copyOf(elements), ReadResult.END, bytes.size());
    }

    /** Adds the element that {@code factory} creates for the current offset. */
    public StreamBuilder put(LongFunction<Element> factory, byte... body) {
        Element element = factory.apply(bytes.size());
        elements.add(element);
        try {
            writer.write(element, new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds damage: bytes that are not an element. */
    public StreamBuilder raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Omits the footers of all following sections. */
    public StreamBuilder withoutFooters() {
        footers = false;
        return this;
    }

    public StreamBuilder header() {
        return put(FileHeader::new);
    }

    public StreamBuilder configuration(Configuration.Subsection... subsections) {
        return configuration("pc-q35-10.0", subsections);
    }

    public StreamBuilder configuration(String machine, Configuration.Subsection... subsections) {
        return put(at -> new Configuration(at, machine, List.of(subsections)));
    }

    public StreamBuilder command(Command.Name name, byte... data) {
        return put(at -> new Command(at, name.code(), data.length), data);
    }

    /** Adds a PACKAGED command, the elements that {@code content} adds, and the end of the package. */
    public StreamBuilder packaged(Consumer<StreamBuilder> content) {
        StreamBuilder alone = new StreamBuilder();
        alone.footers = footers;
        content.accept(alone);
        command(Command.Name.PACKAGED, be32(alone.bytes.size()));
        content.accept(this);
        return put(PackageEnd::new);
    }

    public StreamBuilder start(long id, String idstr) {
        return named(Kind.START, id, new SectionKey(idstr, 0));
    }

    public StreamBuilder full(long id, String idstr) {
        return named(Kind.FULL, id, new SectionKey(idstr, 0));
    }

    /** Adds the head of a START or FULL section. */
    public StreamBuilder named(Kind kind, long id, SectionKey key) {
        open = id;
        return put(at -> new Section(at, kind, id, key, version(key), framing(key)));
    }

    /** Adds the head of a PART or END section of a started device. */
    public StreamBuilder continued(Kind kind, long id) {
        open = id;
        SectionKey key = elements.stream()
                .filter(e -> e instanceof Section s && s.kind() == Kind.START && s.sectionId() == id)
                .map(e -> ((Section) e).key())
                .findFirst()
                .orElseThrow();
        return put(at -> new Section(at, kind, id, key, version(key), framing(key)));
    }

    private static long version(SectionKey key) {
        return key.idstr().equals("ram") ? 4 : 1;
    }

    private static Framing framing(SectionKey key) {
        boolean known = key.idstr().equals("ram") || SectionParsers.isVfio(key.idstr());
        return known ? Framing.SELF_DELIMITING : Framing.SCANNED;
    }

    public StreamBuilder footer() {
        return put(at -> new SectionFooter(at, open, footers));
    }

    /** Adds a payload of unknown structure, in the pieces in which it is read. */
    public StreamBuilder opaqueBytes(byte... payload) {
        for (int from = 0; from < payload.length; from += ScannedPayloadParser.MAX_PIECE) {
            byte[] piece =
                    Arrays.copyOfRange(payload, from, Math.min(from + ScannedPayloadParser.MAX_PIECE, payload.length));
            put(at -> new OpaqueBytes(at, piece.length), piece);
        }
        return this;
    }

    /** Adds a START section of ram with one block, {@code pc.ram}, of {@code length} bytes. */
    public StreamBuilder ramStart(long id, long length) {
        return start(id, "ram")
                .ramSize(length)
                .ramBlock("pc.ram", length)
                .ramFlag(Flag.EOS)
                .footer();
    }

    public StreamBuilder ramSize(long total) {
        return put(at -> new RamRecord.MemSize(at, total));
    }

    public StreamBuilder ramBlock(String name, long usedLength) {
        return put(at -> new RamBlock(at, name, usedLength, OptionalLong.empty(), OptionalLong.empty(), null));
    }

    /** Adds a page of {@code pc.ram}. */
    public StreamBuilder ramPage(RamPage.Encoding encoding, boolean continued, long address, byte... body) {
        return put(at -> new RamPage(at, encoding, continued, "pc.ram", address, body.length), body);
    }

    public StreamBuilder ramFlag(Flag flag) {
        return put(at -> new RamRecord.FlagOnly(at, flag));
    }

    public StreamBuilder vfioTag(Tag tag) {
        return put(at -> new VfioRecord.TagOnly(at, tag));
    }

    public StreamBuilder vfioData(byte... data) {
        return put(at -> new VfioRecord.Data(at, data.length), data);
    }

    /** Adds DEV_CONFIG_STATE and END_OF_STATE. */
    public StreamBuilder vfioConfig(VfioConfigLayout layout, byte... body) {
        return put(at -> new VfioRecord.Config(at, layout), body).vfioTag(Tag.END_OF_STATE);
    }

    /** Adds a START section of a VFIO device. */
    public StreamBuilder vfioSetup(long id, String idstr) {
        return start(id, idstr)
                .vfioTag(Tag.DEV_SETUP_STATE)
                .vfioTag(Tag.END_OF_STATE)
                .footer();
    }

    public StreamBuilder endOfStream() {
        return put(EndOfStream::new);
    }

    public StreamBuilder vmdesc(String json) {
        byte[] body = json.getBytes(StandardCharsets.ISO_8859_1);
        return put(at -> new VmDesc(at, body.length), body);
    }

    static byte[] be32(long value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array();
    }

    static byte[] be64(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length);
        Arrays.stream(values).forEach(bytes::putLong);
        return bytes.array();
    }
}
