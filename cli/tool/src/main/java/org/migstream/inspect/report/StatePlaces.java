// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.migstream.device.SavedDevice;
import org.migstream.device.VfioRecordEntry;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.plugin.DecodedState;
import org.migstream.spi.Finding;

/**
 * Finds the places in the stream or in a channel for offsets in the state of a device. The state is the data of the records
 * in their order; the place of its end is that after its last byte.
 */
public final class StatePlaces {
    private final TreeSet<Long> wanted = new TreeSet<>();
    private final Map<Long, Place> places = new HashMap<>();
    private long start;
    private Optional<Place> end = Optional.empty();

    private StatePlaces(Iterable<Long> offsets) {
        offsets.forEach(wanted::add);
    }

    /** Finds the places of all findings in the decoded state of a device. */
    public static StatePlaces ofFindings(DeviceReport device) throws IOException {
        List<Long> offsets = new ArrayList<>();
        DecodedState state = device.state();
        if (state != null) {
            for (Finding finding : state.findings()) {
                finding.offset().ifPresent(offsets::add);
            }
        }
        return of(device.device(), offsets);
    }

    /** Finds the places for all offsets in one pass over the records of a device. */
    public static StatePlaces of(SavedDevice device, Iterable<Long> offsets) throws IOException {
        StatePlaces found = new StatePlaces(offsets);
        if (device.key() == null) {
            // Raw data are the input itself.
            for (long offset : found.wanted) {
                found.places.put(offset, new Place(offset, null));
            }
        } else if (!found.wanted.isEmpty()) {
            device.records().forEach(found::addRecord);
            found.addEnd();
        }
        return found;
    }

    /** Returns the place; empty if the state does not have this offset. */
    public Optional<Place> find(long offset) {
        return Optional.ofNullable(places.get(offset));
    }

    /** Returns the place of a finding about the state; empty if it has no offset, or one that the state does not have. */
    public Optional<Place> find(Finding finding) {
        return finding.offset().isPresent() ? find(finding.offset().getAsLong()) : Optional.empty();
    }

    private void addRecord(VfioRecordEntry record) {
        if (record.dataOffset() < 0) {
            return;
        }
        long next = start + record.dataLength();
        while (!wanted.isEmpty() && wanted.first() < next) {
            long offset = wanted.first();
            wanted.remove(offset);
            places.put(offset, new Place(record.dataOffset() + (offset - start), record.channel()));
        }
        start = next;
        end = Optional.of(new Place(record.dataOffset() + record.dataLength(), record.channel()));
    }

    private void addEnd() {
        if (end.isPresent() && !wanted.isEmpty() && wanted.first() == start) {
            places.put(start, end.get());
        }
    }
}
