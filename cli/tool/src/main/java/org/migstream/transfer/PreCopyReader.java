// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.migstream.transfer.SaveRequest.PreCopyLimits;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.PreCopyInfo;

/**
 * Reads devices while they run, round by round, so that little is left for when they stand still. A round begins with
 * the question how much is left (some drivers look for changes only when they are asked) and reads so much of each.
 *
 * <p>There is nothing to wait by when a device announces data and gives none: its descriptor is always ready (no driver
 * but mlx5's can be polled). So it is asked again after a moment, but only so often.
 */
final class PreCopyReader {
    private static final long PAUSE_MILLIS = 10;
    private static final int IDLE_ROUNDS = 3;

    private final List<TransferDevice> devices;
    private final PreCopyLimits limits;
    private final ChunkSink sink;

    /** Where the pieces go. */
    @FunctionalInterface
    interface ChunkSink {
        void accept(TransferDevice device, Chunk chunk) throws IOException;
    }

    /** @param all some of which may not be readable while they run */
    PreCopyReader(List<TransferDevice> all, PreCopyLimits limits, ChunkSink sink) {
        devices = all.stream().filter(PreCopyReader::hasPreCopy).toList();
        this.limits = limits;
        this.sink = sink;
    }

    private static boolean hasPreCopy(TransferDevice device) {
        DeviceActivity activity = device.initialState().activity();
        return activity != DeviceActivity.STOPPED && device.device().hasState(activity, DataPhase.PRE_COPY);
    }

    /** Reads until little is left, or the limits are met; the devices stay in pre-copy. */
    void run() throws IOException {
        for (TransferDevice device : devices) {
            device.enter(device.initialState().activity(), DataPhase.PRE_COPY);
        }
        int idle = 0;
        for (int round = 0; round < limits.maxRounds(); round++) {
            List<PreCopyInfo> left = new ArrayList<>();
            for (TransferDevice device : devices) {
                left.add(device.preCopyInfo());
            }
            boolean begun = left.stream().allMatch(info -> info.initialBytes() == 0);
            if (begun && (idle == IDLE_ROUNDS || fitsDowntimeLimit(left))) {
                return;
            }
            idle = runRound(left) ? 0 : idle + 1;
            if (idle > 0) {
                pause();
            }
        }
    }

    private boolean fitsDowntimeLimit(List<PreCopyInfo> left) {
        long room = limits.maxDowntimeBytes();
        for (PreCopyInfo info : left) {
            if (Long.compareUnsigned(info.dirtyBytes(), room) > 0) {
                return false;
            }
            room -= info.dirtyBytes();
        }
        return true;
    }

    /** Whether any device gave anything. */
    private boolean runRound(List<PreCopyInfo> left) throws IOException {
        long given = 0;
        for (int i = 0; i < devices.size(); i++) {
            given += runRound(devices.get(i), left.get(i));
        }
        return given > 0;
    }

    private long runRound(TransferDevice device, PreCopyInfo left) throws IOException {
        long given = 0;
        boolean more = left.totalBytes() != 0;
        while (more && Long.compareUnsigned(given, left.totalBytes()) < 0) {
            Optional<Chunk> chunk = device.read(DataPhase.PRE_COPY);
            more = chunk.isPresent();
            if (more) {
                given += chunk.get().length();
                sink.accept(device, chunk.get());
            }
        }
        if (given > 0) {
            device.log().recordRound();
        }
        return given;
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
