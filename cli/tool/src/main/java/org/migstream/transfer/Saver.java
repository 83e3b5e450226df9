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
import org.migstream.profile.SavedProfiles.SavedProfile;
import org.migstream.spi.Finding;
import org.migstream.transfer.TransferReport.Result;
import org.migstream.vfio.Chunk;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** Saves devices into a stream; the package tells what happens when, and why. */
public final class Saver implements Transfer {
    private final SaveRequest request;
    private final String outputName;
    private final OutputOpener outputOpener;
    private final DeviceGroup devices;
    private final CompletionLatch completion = new CompletionLatch();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile Thread transferThread;
    private volatile CommittableOutput output;
    private volatile DeviceStreamWriter stream;
    private volatile Result result = Result.INTERRUPTED;
    private volatile String error;

    /** How the output is begun. */
    @FunctionalInterface
    public interface OutputOpener {
        /** Called when all devices are open. */
        CommittableOutput open() throws IOException;
    }

    /**
     * Touches nothing yet.
     *
     * @param name of the output, for the report
     */
    public Saver(SaveRequest request, String name, OutputOpener opening) {
        this.request = request;
        this.outputName = name;
        this.outputOpener = opening;
        devices = new DeviceGroup(request.devices(), request.timeout(), System.nanoTime());
    }

    @Override
    public void run() throws IOException {
        transferThread = Thread.currentThread();
        try {
            save();
            if (completion.claimOrAwait()) {
                output.commit();
            }
        } catch (IOException | RuntimeException | Error e) {
            if (completion.claimOrAwait()) {
                completeFailure(e);
            }
        }
        if (!completion.claimOrAwait()) {
            throw new TransferAbortedException();
        }
        completeSuccess();
    }

    private void save() throws IOException {
        devices.open();
        for (TransferDevice device : devices.devices()) {
            requireSavable(device);
        }
        List<Profile> profiles = readProfiles();
        output = outputOpener.open();
        OutputStream packed = request.compression()
                .compress(output.stream(), toSavedProfiles(profiles).toJson());
        stream = new DeviceStreamWriter(
                packed,
                request.machine(),
                devices.devices().stream().map(TransferDevice::idstr).toList());
        stream.writeSetup();
        runPreCopy();
        List<DeviceConfiguration> configurations = stopAndCopy();
        for (int i = 0; i < configurations.size(); i++) {
            stream.writeConfiguration(i, configurations.get(i));
        }
        stream.writeEnd(toSavedProfiles(withStateFacts(profiles)).toJson());
        // Not after a failure: what is cut should look so.
        packed.close();
    }

    private static void requireSavable(TransferDevice device) throws VfioException {
        if (device.initialState().isError()) {
            throw device.recordRefusal(
                    "save",
                    "nothing is to be had of a device in ERROR; only a reset gets it out, and that loses its state");
        }
        device.requireNoDataSession("save");
    }

    private List<Profile> readProfiles() throws VfioException {
        List<Profile> profiles = new ArrayList<>();
        for (TransferDevice device : devices.devices()) {
            profiles.add(device.readProfile());
        }
        return profiles;
    }

    /** Along with what the devices' data tell: nobody is asked for more than was to be read anyway. */
    private List<Profile> withStateFacts(List<Profile> profiles) {
        List<Profile> told = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            DeviceProfileReader inquiry = new DeviceProfileReader(request.plugins(), false);
            Profile profile = profiles.get(i);
            try {
                profile =
                        inquiry.withStateFacts(profile, devices.devices().get(i).leadingBytes());
                inquiry.decoderFailure().map(Finding::message).ifPresent(this::warnMissingFacts);
            } catch (IOException e) {
                warnMissingFacts(e.getMessage());
            }
            told.add(profile);
        }
        return told;
    }

    /** A stream without it is as good. */
    private void warnMissingFacts(String why) {
        warnings.add(why + ": the profile in the stream lacks what the device's state tells");
    }

    private SavedProfiles toSavedProfiles(List<Profile> profiles) {
        List<SavedProfile> devices = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            devices.add(new SavedProfile(this.devices.devices().get(i).idstr(), profiles.get(i)));
        }
        return new SavedProfiles(devices);
    }

    private void runPreCopy() throws IOException {
        if (request.preCopyLimits() != null) {
            List<TransferDevice> all = devices.devices();
            new PreCopyReader(
                            all,
                            request.preCopyLimits(),
                            (device, chunk) -> stream.writePart(all.indexOf(device), chunk))
                    .run();
        }
    }

    private List<DeviceConfiguration> stopAndCopy() throws IOException {
        devices.quiesceP2p();
        devices.stopAndOpenData();
        stream.writeSwitchoverStart();
        List<TransferDevice> all = devices.devices();
        List<DeviceConfiguration> configurations = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            configurations.add(all.get(i).readConfiguration());
            stream.beginEndSection(i);
            for (Optional<Chunk> chunk; (chunk = all.get(i).read(DataPhase.STOP_COPY)).isPresent(); ) {
                stream.writeData(chunk.get());
            }
            all.get(i).log().recordDataEnd();
            stream.finishEndSection(i);
        }
        // Whether it worked matters when the stream is safe, and is looked at again then.
        devices.restoreInitialState(request.leaveStopped());
        return configurations;
    }

    private void completeSuccess() throws DeviceFailureException {
        try {
            restoreAndClose(request.leaveStopped());
            Optional<String> trouble = devices.errorSummary();
            if (trouble.isPresent()) {
                result = Result.FAILED;
                error = trouble.get() + "; the stream is complete";
                throw new DeviceFailureException(error, null);
            }
            result = Result.DONE;
        } finally {
            completion.complete();
        }
    }

    /** Always throws: what happened, or what it came to. */
    private void completeFailure(Throwable e) throws IOException {
        try {
            restoreAndClose(false);
            discardOutput();
            Optional<String> trouble = devices.errorSummary();
            boolean gone = e instanceof TransferAbortedException
                    || e instanceof OutputException written && written.isBrokenPipe();
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
            completion.complete();
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

    private void restoreAndClose(boolean stopped) {
        if (!devices.restoreInitialState(stopped)) {
            devices.resetUnrestored(stopped);
        }
        devices.close();
    }

    private void discardOutput() {
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
    public void abort() {
        if (!completion.claimOrAwait()) {
            return;
        }
        try {
            // In this order: what fails in a thread that was interrupted is nobody's fault.
            if (transferThread != null) {
                transferThread.interrupt();
            }
            devices.takeOver();
            restoreAndClose(false);
            discardOutput();
            error = devices.errorSummary().orElse(null);
        } finally {
            completion.complete();
        }
    }

    @Override
    public TransferReport report() {
        DeviceStreamWriter begun = stream;
        Compression packing = request.compression();
        return new TransferReport(
                "save",
                result,
                error,
                outputName,
                begun == null ? 0 : begun.position(),
                packing == Compression.NONE ? null : packing.name().toLowerCase(Locale.ROOT),
                Stream.concat(devices.warnings().stream(), warnings.stream()).toList(),
                devices.deviceReports());
    }
}
