// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Decodes the payloads of described sections to named values. Devices come one at a time and no payload is ever held in
 * memory; a device that does not match its description gets a finding, and the next one is decoded as if nothing had
 * happened, because every payload begins at a known place.
 *
 * <table>
 *   <caption>Codes of the findings</caption>
 *   <tr><td>{@code vmstate.subsection-mismatch}</td><td>another subsection than described, or none</td></tr>
 *   <tr><td>{@code vmstate.list-mismatch}</td><td>a list or tree with another number of elements</td></tr>
 *   <tr><td>{@code vmstate.null-pointer-mismatch}</td><td>something else where a null pointer is described</td></tr>
 *   <tr><td>{@code vmstate.element-undescribed}</td><td>an array of which only the first element is described</td></tr>
 *   <tr><td>{@code vmstate.size-mismatch}</td><td>a description that contradicts itself</td></tr>
 *   <tr><td>{@code vmstate.payload-short}, {@code vmstate.payload-left}</td><td>too few or too many bytes</td></tr>
 *   <tr><td>{@code vmstate.too-many-elements}, {@code vmstate.too-many-fields}</td><td>limits</td></tr>
 * </table>
 */
public final class VmStateDecoder {
    private final SectionPayloadSource payloads;
    private final VmStateSink sink;
    private final int headBytes;

    /**
     * A decoder from payloads to values.
     *
     * @param headBytes how much of a buffer to show: the {@link VmStateValue.Bytes#head}
     */
    public VmStateDecoder(SectionPayloadSource payloads, VmStateSink sink, int headBytes) {
        this.payloads = payloads;
        this.sink = sink;
        this.headBytes = headBytes;
    }

    /**
     * Decodes every device of a description.
     *
     * @param json the bytes behind the length word of the VMDESCRIPTION element, to their end
     * @param maxBytes how many bytes of it to accept
     * @throws VmDescriptionException when it is not what QEMU writes; devices before that place have been decoded
     * @throws IOException when an input or the sink fails
     */
    public void decode(InputStream json, long maxBytes) throws IOException {
        VmDescriptionReader.read(
                json,
                maxBytes,
                DescriptionBudget.forOneDevice(),
                (section, description, place) -> decodeDevice(section, description));
    }

    private void decodeDevice(DescribedSection section, VmStateDescription description) throws IOException {
        try (SectionPayloadSource.Payload payload = payloads.open(section.key())) {
            if (payload == null) {
                return;
            }
            sink.beginDevice(section, payload.offset());
            PayloadReader cursor = new PayloadReader(payload);
            boolean complete = decodeValues(description, cursor);
            long end = cursor.offset();
            long left = cursor.drain();
            if (complete && left > 0) {
                sink.acceptFinding(Finding.at(
                        end,
                        Severity.ERROR,
                        "vmstate.payload-left",
                        left + " bytes that the description does not have"));
            }
            sink.endDevice(left);
        }
    }

    /** Whether the payload could be read along the whole description. */
    private boolean decodeValues(VmStateDescription description, PayloadReader cursor) throws IOException {
        if (description == null) {
            sink.acceptFinding(Finding.at(
                    cursor.offset(),
                    Severity.WARNING,
                    "vmstate.too-many-fields",
                    "the description of this device is too large to decode it"));
            return false;
        }
        try {
            new StructDecoder(cursor, new ValueDecoder(cursor, headBytes), sink).decode(description);
            return true;
        } catch (VmStateMismatchException e) {
            sink.acceptFinding(e.finding());
            return false;
        }
    }
}
