// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.migstream.vfio.Errno;

/**
 * Loads records as mlx5vf_resume_write() does, which checks little: it ignores most flags, accepts the end of the data
 * anywhere, and drops an incomplete image without an error.
 */
final class Mlx5Loader implements SimulatedDriver.StateLoader {
    private static final String WRITE = "write the data";
    /** MAX_LOAD_SIZE of the kernel: the size is a field of 32 bits in the firmware command. */
    private static final long MAX_RECORD_SIZE = 0xffff_ffffL;

    private static final int SIZE_OFFSET = 0;
    private static final int FLAGS_OFFSET = 8;
    private static final int TAG_OFFSET = 12;

    private final SparseImage image;
    private final ByteBuffer header =
            ByteBuffer.allocate(Mlx5Driver.RECORD_HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private long payloadRemaining;
    private boolean hasLoadBuffer;

    Mlx5Loader(SparseImage image) {
        this.image = image;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            if (header.hasRemaining()) {
                header.put(take(from, header.remaining()));
                if (!header.hasRemaining()) {
                    beginRecord();
                }
            } else {
                ByteBuffer part = take(from, payloadRemaining);
                payloadRemaining -= part.remaining();
                appendPayload(part);
            }
            if (!header.hasRemaining() && payloadRemaining == 0) {
                endRecord();
            }
        }
    }

    private static ByteBuffer take(ByteBuffer from, long maxCount) {
        int count = (int) Math.min(from.remaining(), maxCount);
        ByteBuffer part = from.slice(from.position(), count);
        from.position(from.position() + count);
        return part;
    }

    private void beginRecord() throws IOException {
        payloadRemaining = header.getLong(SIZE_OFFSET);
        DeviceModel.require(payloadRemaining >= 0 && payloadRemaining <= MAX_RECORD_SIZE, WRITE, Errno.ENOMEM);
        int tag = header.getInt(TAG_OFFSET);
        boolean known = tag == Mlx5Driver.TAG_FW_DATA || tag == Mlx5Driver.TAG_STOP_COPY_SIZE;
        boolean optional = (header.getInt(FLAGS_OFFSET) & Mlx5Driver.FLAG_OPTIONAL) != 0;
        DeviceModel.require(known || optional, WRITE, Errno.EOPNOTSUPP);
        DeviceModel.require(
                tag != Mlx5Driver.TAG_FW_DATA || payloadRemaining > 0 || hasLoadBuffer, WRITE, Errno.EINVAL);
        payload.reset();
    }

    /**
     * Appends payload bytes up to the size of the largest image plus one byte; the firmware refuses an image of that
     * length.
     */
    private void appendPayload(ByteBuffer part) {
        int maxKept = Mlx5Driver.IMAGE_HEADER_LENGTH + Mlx5Driver.MAX_SIZE + 1;
        byte[] bytes = new byte[Math.min(part.remaining(), maxKept - payload.size())];
        part.get(bytes);
        payload.writeBytes(bytes);
    }

    private void endRecord() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(payload.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int tag = header.getInt(TAG_OFFSET);
        if (tag == Mlx5Driver.TAG_FW_DATA && bytes.hasRemaining()) {
            hasLoadBuffer = true;
            loadFirmwareImage(bytes);
        } else if (tag == Mlx5Driver.TAG_STOP_COPY_SIZE) {
            hasLoadBuffer |= bytes.remaining() >= Long.BYTES && bytes.getLong(0) != 0;
        }
        header.clear();
    }

    /** Loads an image, like the firmware command LOAD_VHCA_STATE. */
    private void loadFirmwareImage(ByteBuffer bytes) throws IOException {
        DeviceModel.require(bytes.remaining() >= Mlx5Driver.IMAGE_HEADER_LENGTH, WRITE, Errno.EREMOTEIO);
        long magic = bytes.getLong();
        long size = bytes.getLong();
        long offset = bytes.getLong();
        long length = bytes.getLong();
        boolean valid = magic == Mlx5Driver.FIRMWARE_IMAGE_MAGIC && size == image.size() && length == bytes.remaining();
        DeviceModel.require(valid && offset >= 0 && offset <= size - length, WRITE, Errno.EREMOTEIO);
        image.write(bytes, offset);
    }

    @Override
    public void finish() {
        // The driver does not check for an incomplete record when RESUMING is left.
    }
}
