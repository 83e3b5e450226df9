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
 * number of remaining bytes and reads as many bytes from the device. Some drivers look for changes only when they are
 * asked.
 *
 * <p>A device may announce data but return none. Waiting for its descriptor does not help, because only the mlx5 driver
 * supports poll. So the reader pauses, tries again, and gives up after a few rounds without data.
 */
final class PreCopyReader {
    private static final long PAUSE_MILLIS = 10;
    private static final int IDLE_ROUNDS = 3;

    private final List<TransferDevice> devices;
    private final PreCopyLimits limits;
    private final ChunkSink sink;

    /** Receives the chunks of all devices. */
    @FunctionalInterface
    interface ChunkSink {
        void accept(TransferDevice device, Chunk chunk) throws IOException;
    }

    /** @param all all devices of the transfer; devices without pre-copy are not read */
    PreCopyReader(List<TransferDevice> all, PreCopyLimits limits, ChunkSink sink) {
        devices = all.stream().filter(PreCopyReader::hasPreCopy).toList();
        this.limits = limits;
        this.sink = sink;
    }

    private static boolean hasPreCopy(TransferDevice device) {
        DeviceActivity activity = device.initialState().activity();
        return activity != DeviceActivity.STOPPED && device.device().hasState(activity, DataPhase.PRE_COPY);
    }

    /** Reads until a limit is met or the devices return no more data. The devices stay in pre-copy. */
    void run() throws IOException {
        for (TransferDevice device : devices) {
            device.enter(device.initialState().activity(), DataPhase.PRE_COPY);
        }
        int idleRounds = 0;
        for (int round = 0; round < limits.maxRounds(); round++) {
            List<PreCopyInfo> infos = new ArrayList<>();
            for (TransferDevice device : devices) {
                infos.add(device.preCopyInfo());
            }
            boolean initialBytesRead = infos.stream().allMatch(info -> info.initialBytes() == 0);
            if (initialBytesRead && (idleRounds == IDLE_ROUNDS || fitsDowntimeLimit(infos))) {
                return;
            }
            idleRounds = runRound(infos) ? 0 : idleRounds + 1;
            if (idleRounds > 0) {
                pause();
            }
        }
    }

    private boolean fitsDowntimeLimit(List<PreCopyInfo> infos) {
        long remaining = limits.maxDowntimeBytes();
        for (PreCopyInfo info : infos) {
            if (Long.compareUnsigned(info.dirtyBytes(), remaining) > 0) {
                return false;
            }
            remaining -= info.dirtyBytes();
        }
        return true;
    }

    /**
     * Reads the announced bytes of each device, or fewer if the device returns fewer. Returns whether any device has
     * returned data.
     */
    private boolean runRound(List<PreCopyInfo> infos) throws IOException {
        long bytesRead = 0;
        for (int i = 0; i < devices.size(); i++) {
            bytesRead += readAnnounced(devices.get(i), infos.get(i));
        }
        return bytesRead > 0;
    }

    private long readAnnounced(TransferDevice device, PreCopyInfo announced) throws IOException {
        long bytesRead = 0;
        boolean more = announced.totalBytes() != 0;
        while (more && Long.compareUnsigned(bytesRead, announced.totalBytes()) < 0) {
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
