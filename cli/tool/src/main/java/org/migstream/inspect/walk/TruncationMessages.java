// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.walk;

import static org.migstream.stream.StreamFindingCodes.UNKNOWN_FORMAT;
import static org.migstream.stream.StreamFindingCodes.VFIO_DATA_SIZE;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;
import org.migstream.plugin.RefusedPlugin;
import org.migstream.report.PrintableText;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.stream.Element;
import org.migstream.stream.Element.VmDesc;
import org.migstream.stream.RamRecord.RamPage;
import org.migstream.stream.Section;
import org.migstream.stream.VfioRecord;

/**
 * Creates the findings that report damage. Their messages name the enclosing element, because a user may not know the
 * format.
 */
public final class TruncationMessages {
    /** Maximum number of data bytes in a record of QEMU (hw/vfio/migration.c VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE). */
    private static final long MAX_DATA_RECORD = 1 << 20;

    /** Maximum number of refused plugins that a message names. */
    private static final int MAX_REFUSED_PLUGINS = 3;

    private static final String NO_PLUGIN = "; no plugin recognises it as device data either ('migstream plugins' lists"
            + " the decoders, --decoder NAME selects one)";

    private TruncationMessages() {}

    /**
     * Returns the finding for damage.
     *
     * @param section the section that contains the damage; null outside of sections
     * @param last the last element that was read; null before the first
     */
    public static Finding explain(StreamException damage, @Nullable Section section, @Nullable Element last) {
        String message = damage.getMessage();
        if (damage instanceof TruncatedStreamException) {
            if (last instanceof VfioRecord.Data data && data.bodyLength() > MAX_DATA_RECORD) {
                return implausibleSize(damage.offset(), data);
            }
            message = last != null && damage.offset() < last.end()
                    ? endsInside(damage.offset(), last)
                    : endsAfter(damage.offset(), last, section);
        }
        if (damage.code().equals(UNKNOWN_FORMAT.code())) {
            message += NO_PLUGIN;
        }
        if (section != null) {
            message += ", in the %s section at 0x%x".formatted(section.kind(), section.offset());
        }
        return new Finding(Severity.ERROR, damage.code(), message, OptionalLong.of(damage.offset()));
    }

    /**
     * Returns the finding for an input that is neither a stream nor the state of a device.
     *
     * @param refused the plugins that were not asked; one of them may decode the input
     */
    public static Finding explain(StreamException damage, List<RefusedPlugin> refused) {
        Finding finding = explain(damage, null, null);
        if (refused.isEmpty() || !damage.code().equals(UNKNOWN_FORMAT.code())) {
            return finding;
        }
        StringBuilder message = new StringBuilder(finding.message()).append("; not asked, because refused: ");
        for (int i = 0; i < Math.min(refused.size(), MAX_REFUSED_PLUGINS); i++) {
            message.append(i == 0 ? "" : ", ")
                    .append(refused.get(i).origin())
                    .append(" (")
                    .append(refused.get(i).reason())
                    .append(')');
        }
        if (refused.size() > MAX_REFUSED_PLUGINS) {
            message.append(" and ")
                    .append(PrintableText.formatCount(refused.size() - MAX_REFUSED_PLUGINS, "other plugin"));
        }
        return new Finding(finding.severity(), finding.code(), message.toString(), finding.offset());
    }

    /** Returns the finding for an input of unknown kind. */
    public static Finding explainUnknownInput(ByteSource source, StreamException damage) {
        try {
            source.requireUndamagedEnd();
            return damage instanceof TruncatedStreamException ? explain(damage, null, null) : damage.toFinding();
        } catch (StreamException container) {
            return explainContainer(container);
        }
    }

    /** Returns the finding for a damaged container in which no element was read. */
    public static Finding explainContainer(StreamException damage) {
        String message = damage instanceof TruncatedStreamException
                ? "the container around the stream is truncated: it has only " + damage.offset() + " bytes of content"
                : damage.getMessage();
        return Finding.at(damage.offset(), Severity.ERROR, damage.code(), message);
    }

    /** Returns the finding for a record with a damaged length. QEMU would try to allocate or write all its bytes. */
    private static Finding implausibleSize(long end, VfioRecord.Data data) {
        return Finding.at(
                data.offset(),
                Severity.ERROR,
                VFIO_DATA_SIZE,
                "DEV_DATA_STATE claims %d bytes of device data, but the input ends after %d; QEMU sends at most %d at a"
                                .formatted(data.bodyLength(), end - data.bodyOffset(), MAX_DATA_RECORD)
                        + " time: the length is damaged or hostile");
    }

    private static String endsInside(long end, Element last) {
        return "the input ends inside %s at 0x%x: it has %d of %d bytes"
                .formatted(elementName(last), last.offset(), Math.max(0, end - last.bodyOffset()), last.bodyLength());
    }

    private static String endsAfter(long end, @Nullable Element last, @Nullable Section section) {
        if (section != null) {
            return "the input ends before the section ends";
        }
        if (last instanceof VmDesc) {
            return "the stream is complete, but the end of the container around it is missing";
        }
        if (last != null) {
            return "the input ends before the stream ends";
        }
        return end == 0 ? "the input is empty" : "the input ends in the header of the stream";
    }

    private static String elementName(Element element) {
        if (element instanceof VfioRecord record) {
            return record.tag().name();
        }
        if (element instanceof RamPage page) {
            return "a page of the RAM block \"" + page.block() + "\"";
        }
        return element instanceof VmDesc ? "the vmdescription" : "data";
    }
}
