// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import static org.migstream.report.InspectionFindingCodes.PLUGIN_TOO_MANY_FACTS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillList;
import org.migstream.spi.Facts;
import org.migstream.spi.Field;
import org.migstream.spi.FieldSink;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * Collects the fields, facts and findings of a decoder, within limits. The decoder's thread adds them. The host moves
 * the fields to the list of the result, and reads everything else after the decoder has ended. After {@link #close}
 * each call of a decoder that still runs fails.
 */
final class StateFieldCollector implements FieldSink {
    /** The maximum number of fields of a device that are kept. */
    static final int MAX_FIELDS = 100_000;

    /** The maximum number of facts. A profile has the same limit. */
    private static final int MAX_FACTS = 4096;

    /** The maximum number of characters of a key or a value of a fact. A profile has the same limit. */
    private static final int MAX_FACT_LENGTH = 1024;

    /** The maximum number of reports in a row without a byte being read. */
    private static final int MAX_REPORTS_WITHOUT_READ = 1 << 20;

    /**
     * The maximum number of reports of a decoder: no real state has so many fields. The limit leaves time for the other
     * devices.
     */
    private static final long MAX_REPORTS = 1L << 25;

    private static final int BATCH_SIZE = 256;

    private final PluginThread<?> thread;
    private final boolean digestsRequired;
    private final SpillList<StateField> fields;
    private final List<StateField> pending = new ArrayList<>();
    private final Deque<String> prefixes = new ArrayDeque<>();
    private final Map<String, String> facts = new TreeMap<>();
    private final BoundedFindings findings = new BoundedFindings();

    private long keptFields;
    private long droppedFields;
    private boolean factsDropped;
    private long position;
    private long reports;
    private int reportsWithoutRead;
    private @Nullable PluginFault fault;

    /**
     * Collects what one thread reports.
     *
     * @param thread the thread of the decoder
     * @param digestsRequired whether opaque fields get a SHA-256
     * @param fields receives the fields
     */
    StateFieldCollector(PluginThread<?> thread, boolean digestsRequired, SpillList<StateField> fields) {
        this.thread = thread;
        this.digestsRequired = digestsRequired;
        this.fields = fields;
    }

    @Override
    public void field(Field field) {
        addField(field.offset() + field.length(), () -> StateField.of(currentPrefix(), field));
    }

    @Override
    public void restart(long offset, String reason) {
        clearFacts();
        addField(offset, () -> StateField.restart(offset, reason));
    }

    private synchronized void clearFacts() {
        facts.clear();
    }

    /** Moves full batches without holding the lock: while this thread waits, the host needs the lock. */
    private void addField(long end, Supplier<StateField> field) {
        if (addPending(end, field)) {
            thread.runOnHost(this::storePending);
        }
    }

    /** Adds a field to the batch; returns whether the batch is full. */
    private synchronized boolean addPending(long end, Supplier<StateField> field) {
        countReport(end);
        if (keptFields == MAX_FIELDS) {
            droppedFields++;
            return false;
        }
        pending.add(field.get());
        keptFields++;
        return pending.size() >= BATCH_SIZE;
    }

    private synchronized PluginThread.TaskProgress storePending() {
        try {
            for (StateField field : pending) {
                fields.add(field);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending.clear();
        return PluginThread.TaskProgress.NONE;
    }

    private String currentPrefix() {
        return prefixes.isEmpty() ? "" : prefixes.element();
    }

    @Override
    public synchronized void beginGroup(String name, long offset) {
        countReport(offset);
        prefixes.push(currentPrefix() + StateField.truncateName(name) + ".");
    }

    @Override
    public synchronized void endGroup(long end) {
        prefixes.poll();
        countReport(end);
    }

    /** Leaves all groups. A decoder whose stack overflowed may not have ended them. */
    synchronized void leaveGroups() {
        prefixes.clear();
    }

    @Override
    public synchronized void fact(String key, String value) {
        countReport(position);
        boolean fits = key.length() <= MAX_FACT_LENGTH && value.length() <= MAX_FACT_LENGTH;
        if (fits && (facts.size() < MAX_FACTS || facts.containsKey(key))) {
            facts.put(key, value);
        } else {
            factsDropped = true;
        }
    }

    @Override
    public synchronized void finding(Finding finding) {
        countReport(position);
        findings.add(finding);
    }

    @Override
    public boolean requiresDigests() {
        return digestsRequired;
    }

    /** Counts a report about the bytes up to {@code end}; throws the fault of a decoder that has to stop. */
    private void countReport(long end) {
        if (fault == null && end <= position && ++reportsWithoutRead > MAX_REPORTS_WITHOUT_READ) {
            fault = new PluginFault("flooded: more than " + MAX_REPORTS_WITHOUT_READ
                    + " fields, facts or findings without reading a byte");
        }
        if (fault == null && ++reports > MAX_REPORTS) {
            fault = new PluginFault("flooded: more than " + MAX_REPORTS + " fields, facts or findings");
        }
        if (fault != null) {
            throw fault;
        }
        if (end > position) {
            position = end;
            reportsWithoutRead = 0;
        }
    }

    /** Stops the collection; returns how the decoder broke a limit, empty if it did not. */
    synchronized Optional<String> close() {
        Optional<String> failure = Optional.ofNullable(fault).map(PluginFault::failure);
        fault = PluginFault.abandoned();
        storePending();
        return failure;
    }

    /** Returns the number of bytes that the decoder has read. */
    synchronized long position() {
        return position;
    }

    /** Returns the number of fields over the limit. */
    synchronized long droppedFields() {
        return droppedFields;
    }

    /** Returns the facts that are valid at the end. */
    synchronized Facts facts() {
        return Facts.of(facts);
    }

    /**
     * Returns the findings of the decoder. The host adds more findings to this object. Call it once, after the decoder
     * has ended.
     */
    synchronized BoundedFindings findings() {
        if (factsDropped) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    PLUGIN_TOO_MANY_FACTS,
                    "the decoder reported more than " + MAX_FACTS + " facts, or facts longer than " + MAX_FACT_LENGTH
                            + " characters; the facts over the limit are not compared"));
        }
        return findings;
    }
}
