// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.migstream.vfio.Errno;

/**
 * Takes the chunks of a {@link V1Model}: from a source of the same identity (EFAULT), each whole and in its place
 * (EINVAL). Nothing of them counts before {@link #finish} has found all of them.
 */
final class V1Loading {
    private static final String WRITE = "write the data";

    private final Image image;
    private final long id;
    private final CRC32C check = new CRC32C();
    private boolean identified;
    private boolean ended;
    private int sequence;
    private int number;
    private long covered;

    V1Loading(Image image, long id) {
        this.image = image;
        this.id = id;
    }

    /** Takes what was written to the window. */
    void take(ByteBuffer window) throws IOException {
        V1Chunk chunk = V1Chunk.of(window).orElse(null);
        demand(chunk != null && (identified || chunk.kind() == V1Chunk.Kind.IDENTITY));
        switch (chunk.kind()) {
            case IDENTITY -> identify(chunk);
            case PREVIEW -> demand(isInside(chunk));
            case SEQUENCE -> begin(chunk);
            case DATA -> add(chunk);
            case END -> end(chunk);
        }
    }

    private static void demand(boolean fine) throws IOException {
        Refusal.unless(fine, WRITE, Errno.EINVAL);
    }

    private void identify(V1Chunk chunk) throws IOException {
        ByteBuffer payload = chunk.payload().slice().order(ByteOrder.LITTLE_ENDIAN);
        demand(payload.remaining() == Long.BYTES);
        Refusal.unless(chunk.value() == id && payload.getLong(0) == image.size(), WRITE, Errno.EFAULT);
        identified = true;
        sequence = 0;
        voidAll();
    }

    private void voidAll() {
        ended = false;
        number = 0;
        covered = 0;
        check.reset();
    }

    private boolean isInside(V1Chunk chunk) {
        long length = chunk.payload().remaining();
        return length > 0 && chunk.value() >= 0 && chunk.value() <= image.size() - length;
    }

    private void begin(V1Chunk chunk) throws IOException {
        demand(chunk.number() > sequence && chunk.value() == image.size());
        voidAll();
        sequence = chunk.number();
    }

    private void add(V1Chunk chunk) throws IOException {
        demand(sequence > 0 && !ended && chunk.number() == number + 1);
        demand(isInside(chunk) && chunk.value() == covered);
        number++;
        covered += chunk.payload().remaining();
        check.update(chunk.payload().duplicate());
        image.write(chunk.payload(), chunk.value());
    }

    private void end(V1Chunk chunk) throws IOException {
        demand(sequence > 0 && !ended && chunk.number() == number);
        demand(covered == image.size() && chunk.value() == check.getValue());
        ended = true;
    }

    /** The final check. What was missing can still come after it. */
    void finish() throws IOException {
        Refusal.unless(ended, "load the state", Errno.EINVAL);
    }
}
