// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_PAYLOAD_LEFT;
import static org.migstream.vmstate.VmStateFindingCodes.VMSTATE_TOO_MANY_FIELDS;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;
import org.migstream.vmstate.VmDescription.DescribedSection;

/**
 * Decodes the payloads of described sections to named values. It decodes one device at a time and holds no payload in
 * memory. A device that does not match its vmdescription gets a finding; the next device is decoded as usual, because the
 * start of every payload is known.
 *
 * <table>
 *   <caption>Codes of the findings</caption>
 *   <tr><td>{@code vmstate.subsection-mismatch}</td><td>the described subsection is missing, or another one follows</td></tr>
 *   <tr><td>{@code vmstate.list-mismatch}</td><td>a list or tree has another number of elements</td></tr>
 *   <tr><td>{@code vmstate.null-pointer-mismatch}</td><td>the payload has a value where a null pointer is described</td></tr>
 *   <tr><td>{@code vmstate.element-undescribed}</td><td>only the first element of an array is described</td></tr>
 *   <tr><td>{@code vmstate.size-mismatch}</td><td>the vmdescription contradicts itself</td></tr>
 *   <tr><td>{@code vmstate.payload-short}, {@code vmstate.payload-left}</td><td>the payload has too few or too many bytes</td></tr>
 *   <tr><td>{@code vmstate.too-many-elements}, {@code vmstate.too-many-fields}</td><td>a limit is exceeded</td></tr>
 * </table>
 */
public final class VmStateDecoder {
    private final SectionPayloadSource payloads;
    private final VmStateSink sink;
    private final int headBytes;

    /**
     * Creates a decoder that reads {@code payloads} and passes the values to {@code sink}.
     *
     * @param headBytes number of bytes of a buffer to keep in {@link VmStateValue.Bytes#head}
     */
    public VmStateDecoder(SectionPayloadSource payloads, VmStateSink sink, int headBytes) {
        this.payloads = payloads;
        this.sink = sink;
        this.headBytes = headBytes;
    }

    /**
     * Decodes every device of a vmdescription.
     *
     * @param json the bytes of the VMDESCRIPTION element after its length word
     * @param maxBytes maximum number of bytes to read
     * @throws VmDescription.VmDescriptionException if the text is not a vmdescription as QEMU writes it; the devices
     *     before the error have been decoded
     * @throws IOException if an input or the sink fails
     */
    public void decode(InputStream json, long maxBytes) throws IOException {
        VmDescriptionReader.read(
                json,
                maxBytes,
                DescriptionBudget.forOneDevice(),
                (section, description, range) -> decodeDevice(section, description));
    }

    private void decodeDevice(DescribedSection section, @Nullable VmStateDescription description) throws IOException {
        Optional<SectionPayloadSource.Payload> source = payloads.open(section.key());
        if (source.isEmpty()) {
            return;
        }
        try (SectionPayloadSource.Payload payload = source.get()) {
            sink.beginDevice(section, payload.offset());
            PayloadReader reader = new PayloadReader(payload);
            boolean complete = decodeValues(description, reader);
            long end = reader.offset();
            long left = reader.drain();
            if (complete && left > 0) {
                sink.acceptFinding(Finding.at(
                        end,
                        Severity.ERROR,
                        VMSTATE_PAYLOAD_LEFT,
                        left + (left == 1 ? " trailing byte" : " trailing bytes") + " not in the vmdescription"));
            }
            sink.endDevice(left);
        }
    }

    /** Decodes the payload of a device. Returns whether the payload matches the whole description. */
    private boolean decodeValues(@Nullable VmStateDescription description, PayloadReader reader) throws IOException {
        if (description == null) {
            sink.acceptFinding(Finding.at(
                    reader.offset(),
                    Severity.WARNING,
                    VMSTATE_TOO_MANY_FIELDS,
                    "the vmdescription of this device exceeds the limit; the device is not decoded"));
            return false;
        }
        try {
            new StructDecoder(reader, new ValueDecoder(reader, headBytes), sink).decode(description);
            return true;
        } catch (PayloadReader.MismatchException e) {
            sink.acceptFinding(e.finding());
            return false;
        }
    }
}
