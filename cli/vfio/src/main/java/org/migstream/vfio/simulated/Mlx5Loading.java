// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.vfio.Errno;

/**
 * Loads records as mlx5vf_resume_write() does, which takes much: flags are not looked at, the end of a state is wherever
 * it ends, and an image that has not come as a whole is dropped without a word. Who wants that noticed has to do so
 * before.
 */
final class Mlx5Loading implements SimulatedDriver.Loading {
    private static final String WRITE = "write the data";
    /** Width of a field of the firmware's: MAX_LOAD_SIZE. */
    private static final long LARGEST_RECORD = 0xffff_ffffL;

    private static final int SIZE = 0;
    private static final int FLAGS = 8;
    private static final int TAG = 12;

    private final Image image;
    private final ByteBuffer header =
            ByteBuffer.allocate(Mlx5Driver.RECORD_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private long left;
    private boolean hasBuffer;

    Mlx5Loading(Image image) {
        this.image = image;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (header.hasRemaining()) {
                header.put(take(from, header.remaining()));
                if (!header.hasRemaining()) {
                    begin();
                }
            } else {
                ByteBuffer part = take(from, left);
                left -= part.remaining();
                keep(part);
            }
            if (!header.hasRemaining() && left == 0) {
                end();
            }
        }
    }

    private static ByteBuffer take(ByteBuffer from, long most) {
        int count = (int) Math.min(from.remaining(), most);
        ByteBuffer part = from.slice(from.position(), count);
        from.position(from.position() + count);
        return part;
    }

    private void begin() throws IOException {
        left = header.getLong(SIZE);
        Refusal.unless(left >= 0 && left <= LARGEST_RECORD, WRITE, Errno.ENOMEM);
        int tag = header.getInt(TAG);
        boolean known = tag == Mlx5Driver.FW_DATA || tag == Mlx5Driver.STOP_COPY_SIZE;
        boolean optional = (header.getInt(FLAGS) & Mlx5Driver.OPTIONAL) != 0;
        Refusal.unless(known || optional, WRITE, Errno.EOPNOTSUPP);
        Refusal.unless(tag != Mlx5Driver.FW_DATA || left > 0 || hasBuffer, WRITE, Errno.EINVAL);
        payload.reset();
    }

    /** No more than the largest image has: of what is longer the firmware will not want any. */
    private void keep(ByteBuffer part) {
        int most = Mlx5Driver.IMAGE_HEADER + Mlx5Driver.LARGEST + 1;
        byte[] bytes = new byte[Math.min(part.remaining(), most - payload.size())];
        part.get(bytes);
        payload.writeBytes(bytes);
    }

    private void end() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(payload.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int tag = header.getInt(TAG);
        if (tag == Mlx5Driver.FW_DATA && bytes.hasRemaining()) {
            hasBuffer = true;
            load(bytes);
        } else if (tag == Mlx5Driver.STOP_COPY_SIZE) {
            hasBuffer |= bytes.remaining() >= Long.BYTES && bytes.getLong(0) != 0;
        }
        header.clear();
    }

    /** LOAD_VHCA_STATE: here the firmware decides. */
    private void load(ByteBuffer bytes) throws IOException {
        Refusal.unless(bytes.remaining() >= Mlx5Driver.IMAGE_HEADER, WRITE, Errno.EREMOTEIO);
        long magic = bytes.getLong();
        long size = bytes.getLong();
        long offset = bytes.getLong();
        long length = bytes.getLong();
        boolean own = magic == Mlx5Driver.MAGIC && size == image.size() && length == bytes.remaining();
        Refusal.unless(own && offset >= 0 && offset <= size - length, WRITE, Errno.EREMOTEIO);
        image.write(bytes, offset);
    }

    @Override
    public void finish() {
        // What was begun and not completed is dropped: RESUMING to STOP does not look.
    }
}
