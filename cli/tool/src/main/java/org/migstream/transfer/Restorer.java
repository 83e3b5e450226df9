// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataListener;
import org.migstream.device.SavedDevice;
import org.migstream.inspect.StreamInspector;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.Decoder;
import org.migstream.plugin.LiveDecoding;
import org.migstream.stream.Section;
import org.migstream.transfer.TransferReport.Result;
import org.migstream.vfio.DataPhase;
import org.migstream.vfio.DeviceActivity;
import org.migstream.vfio.VfioException;

/** Restores devices from a stream; see the package for what happens when. */
public final class Restorer implements Transfer, Closeable {
    private final RestoreRequest request;
    private final Input input;
    private final List<Input> channels;
    private final Participants participants;
    private final Ending ending = new Ending();
    private final List<Destination> destinations = new CopyOnWriteArrayList<>();
    private final RecordChunk.Buffers buffers = new RecordChunk.Buffers();
    private Selection selection;
    private Gates gates;
    private boolean asked;
    private volatile Thread runner;
    private volatile Result result = Result.FAILED;
    private volatile String error;

    /**
     * Touches nothing yet.
     *
     * @param input a stream of any container
     * @param channels recordings of its multifd channels
     */
    public Restorer(RestoreRequest request, Input input, List<Input> channels) {
        this.request = request;
        this.input = input;
        this.channels = List.copyOf(channels);
        participants = new Participants(request.devices(), request.patience(), System.nanoTime());
    }

    @Override
    public void run() throws IOException {
        runner = Thread.currentThread();
        try {
            restore();
            claim();
            end(request.dryRun() ? Result.WOULD_BE_DONE : Result.DONE, null);
        } catch (RefusedException e) {
            claim();
            recover();
            String where = whereabouts(true);
            end(Result.REFUSED, e.getMessage() + where);
        } catch (IOException e) {
            claim();
            recover();
            throw failure(e);
        } catch (RuntimeException | Error e) {
            claim();
            recover();
            end(Result.FAILED, e.toString());
            throw e;
        } finally {
            ending.over();
        }
    }

    private void claim() throws AbandonedException {
        if (!ending.claim()) {
            throw new AbandonedException();
        }
    }

    private void end(Result how, String why) {
        if (how == Result.DONE && request.hold()) {
            participants.look();
        } else {
            participants.close();
        }
        error = why;
        result = how;
    }

    private IOException failure(IOException e) {
        String where = whereabouts(!(e instanceof VfioException));
        participants.close();
        if (e instanceof VfioException failure) {
            error = participants.trouble().orElse(e.getMessage()) + where;
            return new DeviceFailureException(error, failure);
        }
        error = e.getMessage() + where;
        if (e instanceof HandoverException) {
            return new HandoverException(error, e);
        }
        return e instanceof UnreadableStreamException unreadable
                ? new UnreadableStreamException(unreadable.outcome(), error)
                : e;
    }

    /** Where the devices are, all or those that nothing is wrong with, as the end of a sentence. */
    private String whereabouts(boolean all) {
        participants.look();
        StringBuilder words = new StringBuilder();
        for (DeviceTransfer device : participants.report()) {
            if (device.uapi() != null && (all || device.error() == null)) {
                words.append("; ").append(device.device()).append(fate(device));
                words.append(" left in ").append(device.whereLeft());
            }
        }
        return words.toString();
    }

    private static String fate(DeviceTransfer device) {
        if (device.wasReset()) {
            return " was reset and";
        }
        boolean resumed =
                device.states().stream().anyMatch(entered -> entered.state().contains("RESUMING"));
        return resumed ? " may have got a part of a state," : " is as it was,";
    }

    private void restore() throws IOException {
        if (request.handover() == null) {
            load();
            return;
        }
        try (Handover handover = Handover.to(request.handover(), request.patience())) {
            load();
            if (!request.dryRun()) {
                handover.give(participants.all());
            }
        }
    }

    private void load() throws IOException {
        participants.open();
        for (Participant participant : participants.all()) {
            destinations.add(new Destination(participant, request.force()));
        }
        for (Participant participant : participants.all()) {
            participant.requireFree("restore");
        }
        selection = new Selection(request, destinations);
        gates = new Gates(request, input, destinations);
        StreamNeeds needs = new StreamNeeds(input.name());
        try (StreamReport report = StreamInspector.inspect(input, channels, gates.inspection(), new Tap())) {
            needs.readable(report);
            selection.pick(true);
            ask();
            needs.all(destinations, !channels.isEmpty());
            gates.first(report);
            if (request.dryRun()) {
                gates.second(report);
                return;
            }
            begin();
            write(report);
        }
    }

    /** Once: what each device says of itself, before any is changed. */
    private void ask() throws IOException {
        if (!asked) {
            asked = true;
            boolean mayStop = !request.dryRun();
            DeviceInquiry inquiry = new DeviceInquiry(request.decoders().plugins(), mayStop);
            if (mayStop && destinations.size() > 1) {
                // Some answer only when they are stopped, and then not their peers.
                participants.quiet();
            }
            for (Destination destination : inOrder()) {
                destination.ask(inquiry, request.dryRun());
            }
        }
    }

    /** All of them are loading, none before all start no DMA to the others. */
    private void begin() throws VfioException {
        participants.quiet();
        for (Destination destination : inOrder()) {
            if (!destination.streaming()) {
                destination.resume();
            }
        }
    }

    /** In the order in which they stop and start, see {@link Participants#inOrder}. */
    private List<Destination> inOrder() {
        List<Participant> order = participants.inOrder();
        return destinations.stream()
                .sorted((one, other) -> order.indexOf(one.participant()) - order.indexOf(other.participant()))
                .toList();
    }

    private void write(StreamReport report) throws IOException {
        List<DeviceReport> seen = new ArrayList<>();
        List<DecodedState> again = new ArrayList<>();
        try {
            for (DeviceReport device : report.devices()) {
                Destination destination = selection.of(device.device());
                DeviceReport now = device;
                if (destination != null && !destination.streaming()) {
                    DecodedState state = writeKept(destination, device.state());
                    if (state != null) {
                        again.add(state);
                    }
                    now = new DeviceReport(device.device(), device.identity(), state);
                }
                seen.add(now);
            }
            gates.second(report.with(seen));
        } finally {
            for (DecodedState state : again) {
                state.close();
            }
        }
        finish();
    }

    /** Writes it, and has it decoded once more: what the device got is judged, not what the file held before. */
    private DecodedState writeKept(Destination destination, DecodedState first) throws IOException {
        Optional<Decoder> decoder =
                first == null ? Optional.empty() : request.decoders().plugins().decoder(first.decoder());
        if (decoder.isEmpty()) {
            destination.writeKept(buffers, RecordChunk.Watcher.NOBODY);
            return null;
        }
        LiveDecoding decoding = decoder.get().live(false);
        boolean ended = false;
        try {
            destination.writeKept(buffers, decoding::feed);
            DecodedState state = decoding.end();
            ended = true;
            return state;
        } finally {
            if (!ended) {
                decoding.close();
            }
        }
    }

    private void finish() throws VfioException {
        for (Destination destination : destinations) {
            destination.configure();
        }
        for (Destination destination : destinations) {
            destination.load();
        }
        if (request.run()) {
            for (Destination destination : destinations) {
                if (destination.participant().canBeQuiet()) {
                    destination.participant().enter(DeviceActivity.QUIET, DataPhase.NONE);
                }
            }
            for (Destination destination : inOrder()) {
                destination.participant().enter(DeviceActivity.RUNNING, DataPhase.NONE);
            }
        }
    }

    /** Too much comes through a pipe to be held back: the first gate has to do with what is there. */
    private final class Tap implements DeviceDataListener {
        @Override
        public void deviceAdded(SavedDevice device) {
            selection.known(device);
        }

        @Override
        public void dataRecord(SavedDevice device, Section.Kind kind, long length, InputStream body)
                throws IOException {
            selection.pick(false);
            Destination destination = selection.of(device);
            if (destination == null) {
                return;
            }
            Destination.Ahead record = new Destination.Ahead(body);
            if (!destination.streaming()) {
                ask();
                gates.firstEarly(destination, destination.head(record));
                destination.stream();
                if (!request.dryRun()) {
                    participants.quiet();
                    destination.resume();
                    destination.writeKept(buffers, RecordChunk.Watcher.NOBODY);
                }
            }
            if (!request.dryRun()) {
                destination.write(kind, new RecordChunk(buffers, length, record.all(), RecordChunk.Watcher.NOBODY));
            }
        }
    }

    /** Brings all where a failure is to leave them, each for itself: that one fails keeps no other from it. */
    private void recover() {
        new Recovery(request.onError(), inOrder()).run();
    }

    @Override
    public void abandon() {
        if (!ending.claim()) {
            return;
        }
        Thread running = runner;
        if (running != null) {
            running.interrupt();
        }
        participants.takeOver();
        recover();
        end(Result.INTERRUPTED, null);
        ending.over();
    }

    @Override
    public TransferReport report() {
        return new TransferReport(
                "restore",
                result,
                error,
                input.name(),
                input.source().position(),
                input.layers().isEmpty() ? null : String.join(", ", input.layers()),
                participants.warnings(),
                participants.report());
    }

    /** Closes the devices that are held. */
    @Override
    public void close() {
        participants.close();
    }

    /** What spoke against the states and was overridden, for people. */
    public List<String> overridden() {
        List<String> overridden = new ArrayList<>();
        for (Destination destination : destinations) {
            for (String reason : destination.overridden()) {
                overridden.add(destination.saved().key().idstr() + ": " + reason);
            }
        }
        return overridden;
    }
}
