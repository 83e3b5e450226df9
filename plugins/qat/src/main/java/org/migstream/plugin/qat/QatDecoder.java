// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.Field;
import org.migstream.spi.FieldReader;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.StateDecoder;

/** Recognizes and reads the states of qat_vfio_pci; the package documentation shows the layout. */
final class QatDecoder implements StateDecoder {
    /**
     * Length of a state in bytes: ADF_GEN4_VF_MSTATE_SIZE. When the kernel loads a state, it refuses more bytes and
     * accepts fewer.
     */
    static final int SIZE = 4096;

    private static final int INTEL = 0x8086;

    private static final byte[] CONFIG = (QatConfigSection.NAME + "\0").getBytes(StandardCharsets.US_ASCII);

    /** The models 4xxx, 401xx, 402xx; since Linux 7.2 also 420xx and 6xxx. */
    private static final List<PciId> DEVICES = List.of(
            new PciId(INTEL, 0x4941),
            new PciId(INTEL, 0x4943),
            new PciId(INTEL, 0x4945),
            new PciId(INTEL, 0x4947),
            new PciId(INTEL, 0x4949));

    @Override
    public String name() {
        return QatPlugin.NAME;
    }

    @Override
    public List<PciId> devices() {
        return DEVICES;
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        boolean magic = head.length >= Integer.BYTES
                && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() == (int) QatPreamble.MAGIC;
        boolean fits = identity.pci().map(DEVICES::contains).orElse(magic || startsWithConfig(head));
        if (magic) {
            return fits ? Match.CERTAIN : Match.LIKELY;
        }
        return fits ? Match.LIKELY : Match.NONE;
    }

    /**
     * Returns whether the first section has the name of the setup section. This identifies a state with a damaged magic
     * number.
     */
    private static boolean startsWithConfig(byte[] head) {
        int end = QatPreamble.LENGTH + CONFIG.length;
        return head.length >= end && Arrays.equals(head, QatPreamble.LENGTH, end, CONFIG, 0, CONFIG.length);
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        QatSectionReader reader = new QatSectionReader(in);
        readPart("setup", reader, List.of(new QatConfigSection(reader).kind()));
        readPart(
                "state",
                reader,
                List.of(
                        new QatGenericSection(reader).kind(),
                        new QatMiscSection(reader).kind(),
                        new QatBankSections(reader).kind(),
                        QatSectionKind.neverWritten("EXTBAR", reader::readUnknown)));
        boolean hasAllSections = reader.worstSeverity() != Severity.ERROR;
        in.fillerRest("filler");
        checkLength(reader, in.position());
        if (reader.worstSeverity() == Severity.INFO) {
            in.report(Finding.of(Severity.INFO, "OK", "the state is complete"));
        }
        return completeness(hasAllSections, in.position());
    }

    /** A short state with all sections has lost its padding, and nothing shows whether it lost more. */
    private static Completeness completeness(boolean hasAllSections, long length) {
        if (!hasAllSections) {
            return Completeness.INCOMPLETE;
        }
        return length < SIZE ? Completeness.UNKNOWN : Completeness.COMPLETE;
    }

    private static void readPart(String name, QatSectionReader reader, List<QatSectionKind> kinds) throws IOException {
        FieldReader in = reader.fieldReader();
        in.group(name, () -> {
            QatPreamble preamble = QatPreamble.read(reader, SIZE - in.position());
            QatSection all = new QatSection(name, preamble.size(), preamble.sectionCount(), preamble.sizeOffset());
            reader.readRecord("sections", preamble.size(), () -> reader.readSections(all, kinds));
        });
    }

    private static void checkLength(QatSectionReader reader, long length) {
        if (length > SIZE) {
            reader.report(
                    Severity.ERROR,
                    "TRAILING_GARBAGE",
                    "the state has " + length + " bytes; the kernel accepts at most " + SIZE);
        } else if (length < SIZE) {
            reader.report(
                    Severity.WARNING,
                    "SHORT_STREAM",
                    "the state has " + length + " bytes instead of " + SIZE
                            + ": all sections are complete, but the driver always writes padding after the sections");
        }
    }

    /** Both parts give their size and number of sections, and a state always has {@value #SIZE} bytes. */
    @Override
    public boolean provesCompleteness() {
        return true;
    }

    /** Pre-copy has only the setup part. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }

    /** The names of the sections are structure. */
    @Override
    public boolean isContent(Field field) {
        return !(field.value() instanceof FieldValue.Text) && StateDecoder.super.isContent(field);
    }
}
