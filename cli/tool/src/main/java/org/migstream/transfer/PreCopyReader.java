// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationDevice.PreCopyInfo;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;

/**
 * Reads devices in pre-copy, in rounds, so that little data is left when they stop. A round asks each device for the
 * number of bytes left (some drivers look for changes only then) and reads as many bytes from it.
 *
 * <p>A device may announce data and give none. Waiting for its descriptor does not help: only the mlx5 driver supports
 * poll. So the reader pauses, tries again, and gives up after a few idleRounds rounds.
 */
final class PreCopyReader {
    private static final long PAUSE_MILLIS = 10;
    private static final int IDLE_ROUNDS = 3;

    private final List<TransferDevice> devices;
    private final PreCopyLimits limits;
    private final ChunkSink sink;

    /** Receives the chunks. */
    @FunctionalInterface
    interface ChunkSink {
        void accept(TransferDevice device, Chunk chunk) throws IOException;
    }

    /** @param all all devices; those without pre-copy are not read */
    PreCopyReader(List<TransferDevice> all, PreCopyLimits limits, ChunkSink sink) {
        devices = all.stream().filter(PreCopyReader::hasPreCopy).toList();
        this.limits = limits;
        this.sink = sink;
    }

    private static boolean hasPreCopy(TransferDevice device) {
        DeviceActivity activity = device.initialState().activity();
        return activity != DeviceActivity.STOPPED && device.device().hasState(activity, DataPhase.PRE_COPY);
    }

    /** Reads until the limits are met. The devices stay in pre-copy. */
    void run() throws IOException {
        for (TransferDevice device : devices) {
            device.enter(device.initialState().activity(), DataPhase.PRE_COPY);
        }
        int idleRounds = 0;
        for (int round = 0; round < limits.maxRounds(); round++) {
            List<PreCopyInfo> left = new ArrayList<>();
            for (TransferDevice device : devices) {
                left.add(device.preCopyInfo());
            }
            boolean initialBytesRead = left.stream().allMatch(info -> info.initialBytes() == 0);
            if (initialBytesRead && (idleRounds == IDLE_ROUNDS || fitsDowntimeLimit(left))) {
                return;
            }
            idleRounds = runRound(left) ? 0 : idleRounds + 1;
            if (idleRounds > 0) {
                pause();
            }
        }
    }

    private boolean fitsDowntimeLimit(List<PreCopyInfo> left) {
        long remaining = limits.maxDowntimeBytes();
        for (PreCopyInfo info : left) {
            if (Long.compareUnsigned(info.dirtyBytes(), remaining) > 0) {
                return false;
            }
            remaining -= info.dirtyBytes();
        }
        return true;
    }

    /** Reads each device up to its announced bytes; returns whether any device has given data. */
    private boolean runRound(List<PreCopyInfo> left) throws IOException {
        long bytesRead = 0;
        for (int i = 0; i < devices.size(); i++) {
            bytesRead += readAnnounced(devices.get(i), left.get(i));
        }
        return bytesRead > 0;
    }

    private long readAnnounced(TransferDevice device, PreCopyInfo left) throws IOException {
        long bytesRead = 0;
        boolean more = left.totalBytes() != 0;
        while (more && Long.compareUnsigned(bytesRead, left.totalBytes()) < 0) {
            Optional<Chunk> chunk = device.read(DataPhase.PRE_COPY);
            more = chunk.isPresent();
            if (more) {
                bytesRead += chunk.get().length();
                sink.accept(device, chunk.get());
            }
        }
        if (bytesRead > 0) {
            device.log().recordRound();
        }
        return bytesRead;
    }

    private static void pause() throws TransferAbortedException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransferAbortedException();
        }
    }
}
