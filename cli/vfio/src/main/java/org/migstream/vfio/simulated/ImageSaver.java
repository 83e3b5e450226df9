// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.PreCopyInfo;

/**
 * Saves a device that gives all of its content while it runs, then what has changed since: each time it is asked what is
 * left and everything was read, and at last when it is stopped. If nobody asks, no changes are given, as of mlx5.
 */
final class ImageSaver implements SimulatedDriver.StateSaver {
    private final SparseImage image;
    private final DirtyRounds dirtyRounds;
    private final RecordFormat format;
    private final RecordQueue records;
    private boolean started;
    private boolean inInitialBytes = true;

    /** How a driver packs parts of an image. */
    interface RecordFormat {
        /** What stands in front of all. */
        void addHeader(RecordQueue outgoing);

        /** A part of the image: all of it first, then changes; {@code last}: of a stopped device, and may be empty. */
        void addRange(RecordQueue outgoing, ImageRange part, boolean last);

        /** What stands behind all. */
        void addTrailer(RecordQueue outgoing);
    }

    ImageSaver(SparseImage image, DirtyRounds dirtying, RecordFormat framing) {
        this.image = image;
        this.dirtyRounds = dirtying;
        this.format = framing;
        records = new RecordQueue(image);
    }

    private void beginRecords(boolean last) {
        started = true;
        format.addHeader(records);
        format.addRange(records, image.fullRange(), last);
    }

    @Override
    public void read(ByteBuffer into) throws IOException {
        if (!started) {
            beginRecords(false);
        }
        records.read(into);
        inInitialBytes &= records.length() > 0;
    }

    @Override
    public PreCopyInfo preCopyInfo() throws IOException {
        if (!started) {
            beginRecords(false);
        }
        if (inInitialBytes) {
            return new PreCopyInfo(records.length(), 0);
        }
        if (records.length() == 0) {
            ImageRange changed = dirtyRounds.nextRound(image);
            if (!changed.isEmpty()) {
                format.addRange(records, changed, false);
            }
        }
        return new PreCopyInfo(0, records.length());
    }

    @Override
    public void startStopCopy() throws IOException {
        if (started) {
            format.addRange(records, dirtyRounds.nextRound(image), true);
        } else {
            beginRecords(true);
        }
        format.addTrailer(records);
    }
}
