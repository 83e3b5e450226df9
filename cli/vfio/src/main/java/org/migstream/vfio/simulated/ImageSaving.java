// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.migstream.vfio.PreCopyInfo;

/**
 * Saves a device that gives all of its content while it runs, then what has changed since: each time it is asked what is
 * left and everything was read, and at last when it is stopped. If nobody asks, no changes are given, as of mlx5.
 */
final class ImageSaving implements SimulatedDriver.Saving {
    private final Image image;
    private final Dirtying dirtying;
    private final Framing framing;
    private final Outgoing outgoing;
    private boolean begun;
    private boolean initial = true;

    /** How a driver packs parts of an image. */
    interface Framing {
        /** What stands in front of all. */
        void begin(Outgoing outgoing);

        /** A part of the image: all of it first, then changes; {@code last}: of a stopped device, and may be empty. */
        void part(Outgoing outgoing, Extent part, boolean last);

        /** What stands behind all. */
        void end(Outgoing outgoing);
    }

    ImageSaving(Image image, Dirtying dirtying, Framing framing) {
        this.image = image;
        this.dirtying = dirtying;
        this.framing = framing;
        outgoing = new Outgoing(image);
    }

    private void begin(boolean last) {
        begun = true;
        framing.begin(outgoing);
        framing.part(outgoing, image.all(), last);
    }

    @Override
    public void read(ByteBuffer into) throws IOException {
        if (!begun) {
            begin(false);
        }
        outgoing.read(into);
        initial &= outgoing.length() > 0;
    }

    @Override
    public PreCopyInfo left() throws IOException {
        if (!begun) {
            begin(false);
        }
        if (initial) {
            return new PreCopyInfo(outgoing.length(), 0);
        }
        if (outgoing.length() == 0) {
            Extent changed = dirtying.next(image);
            if (!changed.isEmpty()) {
                framing.part(outgoing, changed, false);
            }
        }
        return new PreCopyInfo(0, outgoing.length());
    }

    @Override
    public void stop() throws IOException {
        if (begun) {
            framing.part(outgoing, dirtying.next(image), true);
        } else {
            begin(true);
        }
        framing.end(outgoing);
    }
}
