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
final class PreCopy {
    private static final long PAUSE_MILLIS = 10;
    private static final int IDLE_ROUNDS = 3;

    private final List<Participant> devices;
    private final PreCopyLimits limits;
    private final Sink sink;

    /** Where the pieces go. */
    @FunctionalInterface
    interface Sink {
        void take(Participant device, Chunk chunk) throws IOException;
    }

    /** @param all some of which may not be readable while they run */
    PreCopy(List<Participant> all, PreCopyLimits limits, Sink sink) {
        devices = all.stream().filter(PreCopy::isPossible).toList();
        this.limits = limits;
        this.sink = sink;
    }

    private static boolean isPossible(Participant device) {
        DeviceActivity activity = device.found().activity();
        return activity != DeviceActivity.STOPPED && device.device().offers(activity, DataPhase.PRE_COPY);
    }

    /** Reads until little is left, or the limits are met; the devices stay in pre-copy. */
    void run() throws IOException {
        for (Participant device : devices) {
            device.enter(device.found().activity(), DataPhase.PRE_COPY);
        }
        int idle = 0;
        for (int round = 0; round < limits.rounds(); round++) {
            List<PreCopyInfo> left = new ArrayList<>();
            for (Participant device : devices) {
                left.add(device.preCopyInfo());
            }
            boolean begun = left.stream().allMatch(info -> info.initialBytes() == 0);
            if (begun && (idle == IDLE_ROUNDS || isLittle(left))) {
                return;
            }
            idle = round(left) ? 0 : idle + 1;
            if (idle > 0) {
                pause();
            }
        }
    }

    private boolean isLittle(List<PreCopyInfo> left) {
        long room = limits.downtimeBytes();
        for (PreCopyInfo info : left) {
            if (Long.compareUnsigned(info.dirtyBytes(), room) > 0) {
                return false;
            }
            room -= info.dirtyBytes();
        }
        return true;
    }

    /** Whether any device gave anything. */
    private boolean round(List<PreCopyInfo> left) throws IOException {
        long given = 0;
        for (int i = 0; i < devices.size(); i++) {
            given += round(devices.get(i), left.get(i));
        }
        return given > 0;
    }

    private long round(Participant device, PreCopyInfo left) throws IOException {
        long given = 0;
        boolean more = left.bytes() != 0;
        while (more && Long.compareUnsigned(given, left.bytes()) < 0) {
            Optional<Chunk> chunk = device.read(DataPhase.PRE_COPY);
            more = chunk.isPresent();
            if (more) {
                given += chunk.get().length();
                sink.take(device, chunk.get());
            }
        }
        if (given > 0) {
            device.log().round();
        }
        return given;
    }

    private static void pause() throws AbandonedException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AbandonedException();
        }
    }
}
