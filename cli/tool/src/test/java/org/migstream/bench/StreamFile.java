// SPDX-License-Identifier: Apache-2.0
package org.migstream.bench;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.migstream.io.ByteSink;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.EndOfStream;
import org.migstream.stream.FileHeader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/** A stream being written to a file, element by element; bodies may be holes, which take no room on the disk. */
final class StreamFile implements Closeable {
    private static final int BUFFER = 1 << 20;

    private final FileChannel file;
    private final OutputStream out;
    private final ByteSink sink;
    private Section section;

    StreamFile(Path path) throws IOException {
        file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
        sink = new ByteSink(out);
    }

    /** How long the stream is so far, without its holes. */
    long written() {
        return sink.position();
    }

    /** Writes header and configuration. */
    void begin() throws IOException {
        head(new FileHeader(0));
        head(new Configuration(0, "pc-q35-10.0", List.of()));
    }

    /** Writes the end and a description. */
    void end(String description) throws IOException {
        byte[] json = description.getBytes(StandardCharsets.ISO_8859_1);
        head(new EndOfStream(0));
        head(new VmDesc(0, json.length));
        body(json, 0, json.length);
    }

    /** Writes the head of a section. */
    void open(Section.Kind kind, long id, String idstr) throws IOException {
        SectionKey key = new SectionKey(idstr, 0);
        section = new Section(0, kind, id, key, 4, Section.Framing.SELF_DELIMITING);
        head(section);
    }

    /** Writes the footer of the section that is open. */
    void shut() throws IOException {
        head(new SectionFooter(0, section.sectionId(), true));
    }

    /** Writes a tag of a VFIO device. */
    void flag(VfioRecord.Tag tag) throws IOException {
        head(new VfioRecord.TagOnly(0, tag));
    }

    /** Ends the records of the ram section that is open, and the section. */
    void shutRam() throws IOException {
        head(new RamRecord.FlagOnly(0, RamRecord.Flag.EOS));
        shut();
    }

    /** Writes the head of any element. */
    void head(Element element) throws IOException {
        element.writeHead(sink);
    }

    /** Writes bytes of a body. */
    void body(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    /** Leaves out bytes of a body: they read as zeros. */
    void hole(long length) throws IOException {
        out.flush();
        file.position(file.position() + length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
