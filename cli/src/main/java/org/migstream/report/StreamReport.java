// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.migstream.device.Dialect;
import org.migstream.device.VfioDevice;
import org.migstream.io.Spool;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.FileHeader;

/**
 * All that {@code inspect} tells about an input.
 *
 * @param input where it came from
 * @param outcome how far it could be read
 * @param header null if the input has none
 * @param configuration null if the stream has none
 * @param footers whether sections have footers; null if no section ended
 * @param sections in wire order
 * @param commands in wire order
 * @param ram null without a list of blocks
 * @param devices the VFIO devices
 * @param vmdesc null if the stream has none
 * @param eofOffset of the end-of-stream mark; -1 if it was not reached
 * @param parsedBytes how much of the (decompressed) input was understood
 * @param dialect which QEMU can have written it
 * @param fields the values of the described sections; null if they were not asked for or are not described
 * @param findings in the order in which they came up
 * @param resources to be closed when the report is no longer needed
 */
public record StreamReport(
        InputSummary input,
        Outcome outcome,
        FileHeader header,
        Configuration configuration,
        Boolean footers,
        Spool<SectionEntry> sections,
        Spool<Command> commands,
        RamSummary ram,
        List<VfioDevice> devices,
        VmDescSummary vmdesc,
        long eofOffset,
        long parsedBytes,
        Dialect dialect,
        DescribedFields fields,
        FindingLog findings,
        List<Closeable> resources)
        implements Closeable {

    /** Copies that nobody can change. */
    public StreamReport {
        devices = List.copyOf(devices);
        resources = List.copyOf(resources);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
