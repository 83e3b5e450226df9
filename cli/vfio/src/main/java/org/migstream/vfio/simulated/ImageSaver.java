// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.simulated.SparseImage.ImageRange;

/**
 * Saves an image. Pre-copy returns the whole image, then its changes. A round of changes begins each time when all data
 * are read and {@link #preCopyInfo} is called, and once more at the stop. Without a call of {@link #preCopyInfo}
 * pre-copy returns no changes, as in mlx5.
 */
final class ImageSaver implements SimulatedDriver.StateSaver {
    private final SparseImage image;
    private final DirtyRounds dirtyRounds;
    private final RecordFormat format;
    private final RecordQueue records;
    private boolean started;
    private boolean inInitialBytes = true;

    /** The record format of a driver. */
    interface RecordFormat {
        /** Adds the records before the image. */
        void addHeader(RecordQueue outgoing);

        /**
         * Adds a part of the image: the whole image first, then changes.
         *
         * @param last whether this is the last part, after the device is stopped; it may be empty
         */
        void addRange(RecordQueue outgoing, ImageRange part, boolean last);

        /** Adds the records after the image. */
        void addTrailer(RecordQueue outgoing);
    }

    ImageSaver(SparseImage image, DirtyRounds dirtyRounds, RecordFormat format) {
        this.image = image;
        this.dirtyRounds = dirtyRounds;
        this.format = format;
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
