// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.migstream.plugin.StateStructure.ByteRange;
import org.migstream.spi.Field;
import org.migstream.spi.FieldSink;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Finding;
import org.migstream.spi.StateDecoder;

/** Collects which bytes of a state are structure, and passes everything on to another collector. */
final class StructureCollector implements FieldSink {
    private static final int BATCH_SIZE = 256;

    private final StateDecoder decoder;
    private final PluginThread<?> thread;
    private final StateFieldCollector next;
    private final StateStructure structure;
    private final List<ByteRange> pending = new ArrayList<>();

    /**
     * Collects what one thread reports.
     *
     * @param thread the thread of the decoder
     * @param next also receives everything; it makes the calls of a decoder fail that has to stop
     */
    StructureCollector(
            StateDecoder decoder, PluginThread<?> thread, StateFieldCollector next, StateStructure structure) {
        this.decoder = decoder;
        this.thread = thread;
        this.next = next;
        this.structure = structure;
    }

    @Override
    public void field(Field field) {
        next.field(field);
        FieldValue value = field.value();
        if (value instanceof FieldValue.Opaque || value instanceof FieldValue.Filler || decoder.isContent(field)) {
            return;
        }
        // The bytes after the NUL of a text may be uninitialised.
        long length = value instanceof FieldValue.Text text
                ? Math.min(field.length(), text.text().length())
                : field.length();
        add(new ByteRange(field.offset(), length));
    }

    @Override
    public void structure(long offset, long length) {
        add(new ByteRange(offset, length));
    }

    /** Moves full batches without holding the lock: while this thread waits, the host needs the lock. */
    private void add(ByteRange range) {
        if (addPending(range)) {
            thread.runOnHost(() -> {
                store();
                return PluginThread.TaskProgress.NONE;
            });
        }
    }

    private synchronized boolean addPending(ByteRange range) {
        pending.add(range);
        return pending.size() >= BATCH_SIZE;
    }

    private synchronized void store() {
        try {
            for (ByteRange range : pending) {
                structure.add(range);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending.clear();
    }

    /** Stores what is pending, after the decoder has ended. */
    synchronized void close() throws IOException {
        try {
            store();
            structure.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public synchronized void expectedNumber(long offset, int width, ByteOrder order, long value, long expected) {
        if (value != expected) {
            structure.addWrongNumber(offset, width, order, expected);
        }
    }

    @Override
    public void beginGroup(String name, long offset) {
        next.beginGroup(name, offset);
    }

    @Override
    public void endGroup(long end) {
        next.endGroup(end);
    }

    @Override
    public void fact(String key, String value) {
        next.fact(key, value);
    }

    @Override
    public void finding(Finding finding) {
        next.finding(finding);
    }

    @Override
    public void restart(long offset, String reason) {
        next.restart(offset, reason);
    }

    @Override
    public boolean requiresDigests() {
        return next.requiresDigests();
    }
}
