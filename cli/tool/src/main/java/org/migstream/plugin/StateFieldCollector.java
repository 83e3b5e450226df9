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
final class StateFieldCollector implements FieldSink {
    /** How many fields of a device are kept. */
    static final int MAX_FIELDS = 100_000;

    /** How often in a row a decoder may say something without having read on. */
    private static final int MAX_CALLS_WITHOUT_READ = 1 << 20;

    /** How often in all: no state that a device wrote has so many fields, and time has to end for the others, too. */
    private static final long MAX_CALLS = 1L << 25;

    private static final int BATCH_SIZE = 256;

    private final PluginThread pluginThread;
    private final boolean digestsWanted;
    private final SpillList<StateField> spool;
    private final List<StateField> pending = new ArrayList<>();
    private final Deque<String> prefixes = new ArrayDeque<>();
    private final FactCollector facts = new FactCollector();
    private final BoundedFindings findings = new BoundedFindings();

    private long kept;
    private long dropped;
    private long position;
    private long calls;
    private int callsWithoutRead;
    private PluginFault fault;

    StateFieldCollector(PluginThread host, boolean digests, SpillList<StateField> spool) {
        this.pluginThread = host;
        this.digestsWanted = digests;
        this.spool = spool;
    }

    @Override
    public void field(Field field) {
        if (addPending(field.offset() + field.length(), () -> StateField.of(currentPrefix(), field))) {
            pluginThread.runOnHost(this::spoolPending);
        }
    }

    @Override
    public void restart(long offset, String reason) {
        clearFacts();
        if (addPending(offset, () -> StateField.restart(offset, reason))) {
            pluginThread.runOnHost(this::spoolPending);
        }
    }

    private synchronized void clearFacts() {
        facts.clear();
    }

    /** Whether enough is pending to have it spooled: not here, for whoever waits must not lock others out. */
    private synchronized boolean addPending(long end, Supplier<StateField> entry) {
        countCall(end);
        if (kept == MAX_FIELDS) {
            dropped++;
            return false;
        }
        pending.add(entry.get());
        kept++;
        return pending.size() >= BATCH_SIZE;
    }

    private synchronized PluginThread.TaskProgress spoolPending() {
        try {
            for (StateField entry : pending) {
                spool.add(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending.clear();
        return PluginThread.TaskProgress.NONE;
    }

    private String currentPrefix() {
        return prefixes.isEmpty() ? "" : prefixes.peek();
    }

    @Override
    public synchronized void beginGroup(String name, long offset) {
        countCall(offset);
        prefixes.push(currentPrefix() + StateField.truncateName(name) + ".");
    }

    @Override
    public synchronized void endGroup(long end) {
        prefixes.poll();
        countCall(end);
    }

    /** Leaves all groups: a decoder whose stack overflowed may not have done so. */
    synchronized void leaveGroups() {
        prefixes.clear();
    }

    @Override
    public synchronized void fact(String key, String value) {
        countCall(position);
        facts.put(key, value);
    }

    @Override
    public synchronized void finding(Finding finding) {
        countCall(position);
        findings.add(finding);
    }

    @Override
    public boolean requiresDigests() {
        return digestsWanted;
    }

    private void countCall(long offset) {
        if (fault == null && offset <= position && ++callsWithoutRead > MAX_CALLS_WITHOUT_READ) {
            fault = new PluginFault(
                    "flooded: it said more than " + MAX_CALLS_WITHOUT_READ + " things without reading on");
        }
        if (fault == null && ++calls > MAX_CALLS) {
            fault = new PluginFault("flooded: it said more than " + MAX_CALLS + " things");
        }
        if (fault != null) {
            throw fault;
        }
        if (offset > position) {
            position = offset;
            callsWithoutRead = 0;
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
    synchronized long droppedFields() {
        return dropped;
    }

    /** The facts that hold at the end. */
    synchronized Facts facts() {
        return facts.toFacts();
    }

    /** All that was reported; the host adds to it when the decoder has ended. */
    synchronized BoundedFindings findings() {
        facts.addDroppedFinding(findings);
        return findings;
    }
}
