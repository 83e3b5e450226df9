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
import org.migstream.stream.Element.EndOfStream;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.FileHeader;
import org.migstream.stream.RamRecord;
import org.migstream.stream.Section;
import org.migstream.stream.SectionFooter;
import org.migstream.stream.SectionKey;
import org.migstream.stream.VfioRecord;

/** Writes a stream to a file, element by element. Bodies may be holes of a sparse file, which need no disk space. */
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

    /** Writes the file header and the configuration section. */
    void writeBeginning() throws IOException {
        writeHead(new FileHeader(0));
        writeHead(new Configuration(0, "pc-q35-10.0", List.of()));
    }

    /** Writes the end mark and a vmdescription. */
    void writeEnd(String vmDesc) throws IOException {
        byte[] json = vmDesc.getBytes(StandardCharsets.ISO_8859_1);
        writeHead(new EndOfStream(0));
        writeHead(new VmDesc(0, json.length));
        writeBody(json, 0, json.length);
    }

    /** Writes the header of a section. */
    void openSection(Section.Kind kind, long id, String idstr) throws IOException {
        SectionKey key = new SectionKey(idstr, 0);
        section = new Section(0, kind, id, key, 4, Section.Framing.SELF_DELIMITING);
        writeHead(section);
    }

    /** Writes the footer of the open section. */
    void closeSection() throws IOException {
        writeHead(new SectionFooter(0, section.sectionId(), true));
    }

    /** Writes a tag of a VFIO device. */
    void writeTag(VfioRecord.Tag tag) throws IOException {
        writeHead(new VfioRecord.TagOnly(0, tag));
    }

    /** Writes the flag at the end of the open ram section, and its footer. */
    void closeRamSection() throws IOException {
        writeHead(new RamRecord.FlagOnly(0, RamRecord.Flag.EOS));
        closeSection();
    }

    /** Writes an element without its body. */
    void writeHead(Element element) throws IOException {
        element.writeHead(sink);
    }

    /** Writes a part of a body. */
    void writeBody(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    /** Writes a part of a body as a hole, which reads as zeros. */
    void writeHole(long length) throws IOException {
        out.flush();
        file.position(file.position() + length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
