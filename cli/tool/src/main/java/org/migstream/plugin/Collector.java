// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.migstream.io.SpillList;
import org.migstream.spi.Facts;
import org.migstream.spi.Field;
import org.migstream.spi.FieldSink;
import org.migstream.spi.Finding;

/**
 * Takes what a decoder reads, within limits. The decoder's thread fills it, the host's moves the fields to the spool and
 * takes the rest when all is over: a decoder that was given up may be at work still, but here it gets no further.
 */
final class Collector implements FieldSink {
    /** How many fields of a device are kept. */
    static final int MAX_FIELDS = 100_000;

    /** How often in a row a decoder may say something without having read on. */
    private static final int MAX_IDLE = 1 << 20;

    /** How often in all: no state that a device wrote has so many fields, and time has to end for the others, too. */
    private static final long MAX_SAID = 1L << 25;

    private static final int BATCH = 256;

    private final Host host;
    private final boolean digests;
    private final SpillList<Entry> spool;
    private final List<Entry> pending = new ArrayList<>();
    private final Deque<String> prefixes = new ArrayDeque<>();
    private final FactTable facts = new FactTable();
    private final FindingList findings = new FindingList();

    private long kept;
    private long dropped;
    private long position;
    private long said;
    private int idle;
    private PluginFault fault;

    Collector(Host host, boolean digests, SpillList<Entry> spool) {
        this.host = host;
        this.digests = digests;
        this.spool = spool;
    }

    @Override
    public void field(Field field) {
        if (keep(field.offset() + field.length(), () -> Entry.of(prefix(), field))) {
            host.ask(this::spoolPending);
        }
    }

    @Override
    public void restart(long offset, String reason) {
        clearFacts();
        if (keep(offset, () -> Entry.restart(offset, reason))) {
            host.ask(this::spoolPending);
        }
    }

    private synchronized void clearFacts() {
        facts.clear();
    }

    /** Whether enough is pending to have it spooled: not here, for whoever waits must not lock others out. */
    private synchronized boolean keep(long end, Supplier<Entry> entry) {
        reached(end);
        if (kept == MAX_FIELDS) {
            dropped++;
            return false;
        }
        pending.add(entry.get());
        kept++;
        return pending.size() >= BATCH;
    }

    private synchronized Host.Progress spoolPending() {
        try {
            for (Entry entry : pending) {
                spool.add(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending.clear();
        return Host.Progress.NONE;
    }

    private String prefix() {
        return prefixes.isEmpty() ? "" : prefixes.peek();
    }

    @Override
    public synchronized void beginGroup(String name, long offset) {
        reached(offset);
        prefixes.push(prefix() + Entry.shortName(name) + ".");
    }

    @Override
    public synchronized void endGroup(long end) {
        prefixes.poll();
        reached(end);
    }

    /** Leaves all groups: a decoder whose stack overflowed may not have done so. */
    synchronized void leaveGroups() {
        prefixes.clear();
    }

    @Override
    public synchronized void fact(String key, String value) {
        reached(position);
        facts.put(key, value);
    }

    @Override
    public synchronized void finding(Finding finding) {
        reached(position);
        findings.add(finding);
    }

    @Override
    public boolean wantsDigests() {
        return digests;
    }

    private void reached(long offset) {
        if (fault == null && offset <= position && ++idle > MAX_IDLE) {
            fault = new PluginFault("flooded: it said more than " + MAX_IDLE + " things without reading on");
        }
        if (fault == null && ++said > MAX_SAID) {
            fault = new PluginFault("flooded: it said more than " + MAX_SAID + " things");
        }
        if (fault != null) {
            throw fault;
        }
        if (offset > position) {
            position = offset;
            idle = 0;
        }
    }

    /** Ends the collection: nothing more is taken. Returns what a decoder that came to no other end did wrong. */
    synchronized Optional<String> close() {
        Optional<String> wrong = Optional.ofNullable(fault).map(PluginFault::getMessage);
        fault = new PluginFault("was given up");
        spoolPending();
        return wrong;
    }

    /** How far the decoder has read, bytes. */
    synchronized long position() {
        return position;
    }

    /** How many fields were too many. */
    synchronized long dropped() {
        return dropped;
    }

    /** The facts that hold at the end. */
    synchronized Facts facts() {
        return facts.all();
    }

    /** All that was reported; the host adds to it when the decoder has ended. */
    synchronized FindingList findings() {
        facts.complain(findings);
        return findings;
    }
}
