// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.OpenDevice;
import org.migstream.vfio.PatientDevice;
import org.migstream.vfio.VfioException;

/**
 * The devices of a transfer, which may reach each other by DMA: each starts none (P2P, NDMA) before any stops answering,
 * and none again before all answer.
 */
final class Participants implements Closeable {
    private final List<DeviceName> names;
    private final Duration patience;
    private final List<DeviceLog> logs;
    private final List<PatientDevice> devices = new ArrayList<>();
    private final List<Participant> all = new ArrayList<>();
    private boolean takenOver;

    /**
     * Opens none yet.
     *
     * @param patience how long one call may take
     * @param began when the transfer did, by {@link System#nanoTime}
     */
    Participants(List<DeviceName> names, Duration patience, long began) {
        this.names = names;
        this.patience = patience;
        logs = names.stream()
                .map(name -> new DeviceLog(name.device(), name.idstr(), began))
                .toList();
    }

    /**
     * Opens all of them; nothing is done to any.
     *
     * @throws BadDeviceNameException if a name makes no sense
     * @throws VfioException if one cannot be opened
     */
    void open() throws IOException {
        for (int i = 0; i < names.size(); i++) {
            DeviceName name = names.get(i);
            try {
                PatientDevice device = open(name, patience);
                add(device);
                Participant participant = new Participant(name, device, logs.get(i));
                synchronized (this) {
                    all.add(participant);
                }
            } catch (VfioException e) {
                logs.get(i).failed(e.getMessage());
                throw e;
            }
        }
    }

    /** Opens one, see {@link #open()}; it is the caller's to close. */
    static PatientDevice open(DeviceName name, Duration patience) throws IOException {
        try {
            return PatientDevice.of(migration(name.open()), patience);
        } catch (IllegalArgumentException e) {
            throw new BadDeviceNameException(e.getMessage());
        }
    }

    private static MigrationDevice migration(OpenDevice device) throws VfioException {
        try {
            return MigrationDevice.of(device);
        } catch (VfioException e) {
            device.close();
            throw e;
        }
    }

    private synchronized void add(PatientDevice device) throws IOException {
        if (takenOver) {
            device.close();
            throw new AbandonedException();
        }
        devices.add(device);
    }

    /** From now on only this thread calls them: {@link PatientDevice#takeOver}. */
    synchronized void takeOver() {
        takenOver = true;
        devices.forEach(PatientDevice::takeOver);
    }

    /** Those that were opened, in the order of their names. */
    synchronized List<Participant> all() {
        return List.copyOf(all);
    }

    /**
     * The same in the order in which they stop and start: who cannot be kept from starting DMA does it as long as the
     * others answer.
     */
    List<Participant> inOrder() {
        return all().stream()
                .sorted(Comparator.comparing(Participant::canBeQuiet))
                .toList();
    }

    /** What may have gone wrong unseen. */
    List<String> warnings() {
        List<Participant> loud = all().stream()
                .filter(participant -> participant.found().activity() == DeviceActivity.RUNNING)
                .filter(participant -> !participant.canBeQuiet())
                .toList();
        if (loud.size() < 2) {
            return List.of();
        }
        return List.of(loud.stream().map(Participant::idstr).collect(Collectors.joining(", "))
                + ": stopped one after the other, for they have no P2P states; what one sent to another by DMA meanwhile is"
                + " lost");
    }

    /** Those that run start no DMA to the others any more, as far as they can be kept from it. */
    void quiet() throws VfioException {
        for (Participant participant : all()) {
            MigrationState state = participant.state();
            if (state.activity() == DeviceActivity.RUNNING
                    && participant.device().offers(DeviceActivity.QUIET, state.data())) {
                participant.enter(DeviceActivity.QUIET, state.data());
            }
        }
    }

    /** All stop; each has its data to give now. */
    void stop() throws VfioException {
        for (Participant participant : inOrder()) {
            participant.enter(DeviceActivity.STOPPED, DataPhase.STOP_COPY);
        }
    }

    /**
     * Ends the sessions, each device for itself: that one fails keeps no other from it.
     *
     * @param stopped whether they stop, else they return to where they were found
     * @return whether all are there
     */
    boolean settle(boolean stopped) {
        Map<Participant, VfioException> first = new HashMap<>();
        for (Participant participant : inOrder()) {
            if (activity(participant, stopped) != DeviceActivity.STOPPED && participant.canBeQuiet()) {
                Attempt.failure(participant::answer).ifPresent(reason -> first.put(participant, reason));
            }
        }
        boolean settled = true;
        for (Participant participant : inOrder()) {
            Optional<VfioException> second = Attempt.failure(() -> settle(participant, stopped));
            second.ifPresent(reason -> participant.failed(first.getOrDefault(participant, reason)));
            settled &= second.isEmpty();
        }
        return settled;
    }

    private static DeviceActivity activity(Participant participant, boolean stopped) {
        return stopped ? DeviceActivity.STOPPED : participant.found().activity();
    }

    private static void settle(Participant participant, boolean stopped) throws VfioException {
        if (!isSettled(participant, stopped)) {
            participant.enterUnnoted(
                    activity(participant, stopped), participant.found().data());
        }
    }

    private static boolean isSettled(Participant participant, boolean stopped) throws VfioException {
        MigrationState state = participant.device().state();
        return state.isError() == participant.found().isError()
                && state.activity() == activity(participant, stopped)
                && state.data() == participant.found().data();
    }

    /** The last resort for those that could not be settled: they lose their state, but do what they are for. */
    void reset(boolean stopped) {
        for (Participant participant : inOrder()) {
            if (Attempt.failure(() -> requireSettled(participant, stopped)).isPresent()) {
                Attempt.failure(() -> {
                            participant.reset();
                            settle(participant, stopped);
                        })
                        .ifPresent(participant::failed);
            }
        }
    }

    private static void requireSettled(Participant participant, boolean stopped) throws VfioException {
        if (!isSettled(participant, stopped)) {
            throw new VfioException("settle", "it is in " + participant.device().state());
        }
    }

    /** What went wrong with any of them, and where that left it, in one line. */
    Optional<String> trouble() {
        return report().stream()
                .filter(device -> device.error() != null)
                .map(DeviceTransfer::trouble)
                .reduce((one, other) -> one + "; " + other);
    }

    /** What was noted of each, whether it could be opened or not. */
    List<DeviceTransfer> report() {
        return logs.stream().map(DeviceLog::report).toList();
    }

    /** Finds out where each is. */
    void look() {
        all().forEach(Participant::look);
    }

    /** Finds out where each is, and closes it. */
    @Override
    public void close() {
        look();
        List<PatientDevice> open;
        synchronized (this) {
            open = List.copyOf(devices);
        }
        for (int i = 0; i < open.size(); i++) {
            try {
                open.get(i).close();
            } catch (VfioException e) {
                logs.get(i).failed(e.getMessage());
            }
        }
    }
}
