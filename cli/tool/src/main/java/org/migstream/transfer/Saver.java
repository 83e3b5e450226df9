// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.migstream.container.Compression;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputException;
import org.migstream.profile.Profile;
import org.migstream.profile.SavedProfiles;
import org.migstream.profile.SavedProfiles.SavedDevice;
import org.migstream.spi.Finding;
import org.migstream.transfer.TransferReport.Result;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** Saves devices into a stream; the package tells what happens when, and why. */
public final class Saver implements Transfer {
    private final SaveRequest request;
    private final String name;
    private final Opening opening;
    private final Participants participants;
    private final Ending ending = new Ending();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile Thread runner;
    private volatile CommittableOutput output;
    private volatile StreamOfDevices stream;
    private volatile Result result = Result.INTERRUPTED;
    private volatile String error;

    /** How the output is begun. */
    @FunctionalInterface
    public interface Opening {
        /** Called when all devices are open. */
        CommittableOutput open() throws IOException;
    }

    /**
     * Touches nothing yet.
     *
     * @param name of the output, for the report
     */
    public Saver(SaveRequest request, String name, Opening opening) {
        this.request = request;
        this.name = name;
        this.opening = opening;
        participants = new Participants(request.devices(), request.patience(), System.nanoTime());
    }

    @Override
    public void run() throws IOException {
        runner = Thread.currentThread();
        try {
            save();
            if (ending.claim()) {
                output.commit();
            }
        } catch (IOException | RuntimeException | Error e) {
            if (ending.claim()) {
                fail(e);
            }
        }
        if (!ending.claim()) {
            throw new AbandonedException();
        }
        succeed();
    }

    private void save() throws IOException {
        participants.open();
        for (Participant device : participants.all()) {
            requireSavable(device);
        }
        List<Profile> profiles = profiles();
        output = opening.open();
        OutputStream packed =
                request.packing().compress(output.stream(), saved(profiles).json());
        stream = new StreamOfDevices(
                packed,
                request.machine(),
                participants.all().stream().map(Participant::idstr).toList());
        stream.begin();
        preCopy();
        List<DeviceConfiguration> configurations = stopAndCopy();
        for (int i = 0; i < configurations.size(); i++) {
            stream.configuration(i, configurations.get(i));
        }
        stream.end(saved(told(profiles)).json());
        // Not after a failure: what is cut should look so.
        packed.close();
    }

    private static void requireSavable(Participant device) throws VfioException {
        if (device.found().isError()) {
            throw device.refused(
                    "save",
                    "nothing is to be had of a device in ERROR; only a reset gets it out, and that loses its state");
        }
        device.requireFree("save");
    }

    private List<Profile> profiles() throws VfioException {
        List<Profile> profiles = new ArrayList<>();
        for (Participant device : participants.all()) {
            profiles.add(device.profile());
        }
        return profiles;
    }

    /** Along with what the devices' data tell: nobody is asked for more than was to be read anyway. */
    private List<Profile> told(List<Profile> profiles) {
        List<Profile> told = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            DeviceInquiry inquiry = new DeviceInquiry(request.plugins(), false);
            Profile profile = profiles.get(i);
            try {
                profile = inquiry.told(profile, participants.all().get(i).head());
                inquiry.failure().map(Finding::message).ifPresent(this::lacks);
            } catch (IOException e) {
                lacks(e.getMessage());
            }
            told.add(profile);
        }
        return told;
    }

    /** A stream without it is as good. */
    private void lacks(String why) {
        warnings.add(why + ": the profile in the stream lacks what the device's state tells");
    }

    private SavedProfiles saved(List<Profile> profiles) {
        List<SavedDevice> devices = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            devices.add(new SavedDevice(participants.all().get(i).idstr(), profiles.get(i)));
        }
        return new SavedProfiles(devices);
    }

    private void preCopy() throws IOException {
        if (request.limits() != null) {
            List<Participant> all = participants.all();
            new PreCopy(all, request.limits(), (device, chunk) -> stream.part(all.indexOf(device), chunk)).run();
        }
    }

    private List<DeviceConfiguration> stopAndCopy() throws IOException {
        participants.quiet();
        participants.stop();
        stream.switchover();
        List<Participant> all = participants.all();
        List<DeviceConfiguration> configurations = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            configurations.add(all.get(i).configuration());
            stream.beginRest(i);
            for (Optional<Chunk> chunk; (chunk = all.get(i).read(DataPhase.STOP_COPY)).isPresent(); ) {
                stream.data(chunk.get());
            }
            all.get(i).log().dataEnded();
            stream.endRest(i);
        }
        // Whether it worked matters when the stream is safe, and is looked at again then.
        participants.settle(request.leaveStopped());
        return configurations;
    }

    private void succeed() throws DeviceFailureException {
        try {
            settle(request.leaveStopped());
            Optional<String> trouble = participants.trouble();
            if (trouble.isPresent()) {
                result = Result.FAILED;
                error = trouble.get() + "; the stream is complete";
                throw new DeviceFailureException(error, null);
            }
            result = Result.DONE;
        } finally {
            ending.over();
        }
    }

    /** Always throws: what happened, or what it came to. */
    private void fail(Throwable e) throws IOException {
        try {
            settle(false);
            discard();
            Optional<String> trouble = participants.trouble();
            boolean gone =
                    e instanceof AbandonedException || e instanceof OutputException written && written.isBrokenPipe();
            result = gone && trouble.isEmpty() ? Result.INTERRUPTED : Result.FAILED;
            error = e instanceof VfioException ? trouble.orElse(e.getMessage()) : e.getMessage();
            if (e instanceof VfioException device) {
                throw new DeviceFailureException(error, device);
            }
            if (e instanceof IOException && trouble.isPresent()) {
                error = e.getMessage() + "; " + trouble.get();
                throw new DeviceFailureException(error, (IOException) e);
            }
        } finally {
            ending.over();
        }
        rethrow(e);
    }

    private static void rethrow(Throwable e) throws IOException {
        if (e instanceof IOException failure) {
            throw failure;
        }
        if (e instanceof RuntimeException defect) {
            throw defect;
        }
        throw (Error) e;
    }

    private void settle(boolean stopped) {
        if (!participants.settle(stopped)) {
            participants.reset(stopped);
        }
        participants.close();
    }

    private void discard() {
        CommittableOutput begun = output;
        if (begun != null) {
            try {
                begun.close();
            } catch (IOException e) {
                // It is not complete and does not look so; why is being told.
                error = e.getMessage();
            }
        }
    }

    @Override
    public void abandon() {
        if (!ending.claim()) {
            return;
        }
        try {
            // In this order: what fails in a thread that was interrupted is nobody's fault.
            if (runner != null) {
                runner.interrupt();
            }
            participants.takeOver();
            settle(false);
            discard();
            error = participants.trouble().orElse(null);
        } finally {
            ending.over();
        }
    }

    @Override
    public TransferReport report() {
        StreamOfDevices begun = stream;
        Compression packing = request.packing();
        return new TransferReport(
                "save",
                result,
                error,
                name,
                begun == null ? 0 : begun.position(),
                packing == Compression.NONE ? null : packing.name().toLowerCase(Locale.ROOT),
                Stream.concat(participants.warnings().stream(), warnings.stream())
                        .toList(),
                participants.report());
    }
}
