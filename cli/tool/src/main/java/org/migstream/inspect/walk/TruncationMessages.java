// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import java.util.OptionalLong;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;
import org.migstream.stream.VmDesc;

/** Says of the place where reading stopped what it lies in, for somebody who has never seen the format. */
public final class TruncationMessages {
    private static final long MAX_DATA_RECORD = 1 << 20;

    private TruncationMessages() {}

    /**
     * The finding for damage.
     *
     * @param section the one that was open; null outside
     * @param last the element that was read last; null before the first
     */
    public static Finding explain(StreamException damage, Section section, Element last) {
        if (damage instanceof TruncatedStreamException && hasImplausibleSize(last)) {
            return implausibleSize(damage.offset(), last);
        }
        String message = damage.getMessage();
        if (damage instanceof TruncatedStreamException) {
            message = last != null && damage.offset() < last.end()
                    ? endsInside(damage.offset(), last)
                    : endsAfter(damage.offset(), last, section);
        }
        if (damage.code().equals(MigrationReader.UNKNOWN_FORMAT)) {
            message +=
                    "; nor does any plugin take it for device data ('migstream plugins' lists them, --decoder NAME says which it is)";
        }
        if (section != null) {
            message += ", in the %s section that begins at 0x%x".formatted(section.kind(), section.offset());
        }
        return new Finding(Severity.ERROR, damage.code(), message, OptionalLong.of(damage.offset()));
    }

    /** The finding for an input of which not even the kind could be told. */
    public static Finding explainUnknownInput(ByteSource source, StreamException damage) {
        try {
            source.requireUndamagedEnd();
            return damage instanceof TruncatedStreamException ? explain(damage, null, null) : damage.toFinding();
        } catch (StreamException container) {
            return explainContainer(container);
        }
    }

    /** The finding for damage of the container around an input of which no element was read. */
    public static Finding explainContainer(StreamException damage) {
        String message = damage instanceof TruncatedStreamException
                ? "the container around it ends too early: only " + damage.offset() + " bytes came out"
                : damage.getMessage();
        return Finding.at(damage.offset(), Severity.ERROR, damage.code(), message);
    }

    /** QEMU reads at most 1 MiB of a device at a time (hw/vfio/migration.c VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE). */
    private static boolean hasImplausibleSize(Element last) {
        return last instanceof VfioRecord.Data data && data.bodyLength() > MAX_DATA_RECORD;
    }

    /** The input ends inside, but what misleads is the length: loading this, QEMU tries to allocate or write it all. */
    private static Finding implausibleSize(long end, Element data) {
        return Finding.at(
                data.offset(),
                Severity.ERROR,
                "vfio.data-size",
                "DEV_DATA_STATE claims %d bytes of device data, but the input ends after %d; QEMU sends at most %d at a"
                                .formatted(data.bodyLength(), end - data.bodyOffset(), MAX_DATA_RECORD)
                        + " time: the length is damaged or hostile");
    }

    private static String endsInside(long end, Element last) {
        return "the input ends inside %s at 0x%x: of its %d bytes %d are there"
                .formatted(elementName(last), last.offset(), last.bodyLength(), Math.max(0, end - last.bodyOffset()));
    }

    private static String endsAfter(long end, Element last, Section section) {
        if (section != null) {
            return "the input ends before the section does";
        }
        if (last instanceof VmDesc) {
            return "the stream is whole, but the end of the container that it came in is missing";
        }
        if (last != null) {
            return "the input ends before the stream does";
        }
        return end == 0 ? "the input is empty" : "the input ends in its header";
    }

    private static String elementName(Element element) {
        if (element instanceof VfioRecord record) {
            return record.tag().name();
        }
        if (element instanceof RamPage page) {
            return "a page of the RAM block \"" + page.block() + "\"";
        }
        return element instanceof VmDesc ? "the description" : "data";
    }
}
