// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.migstream.container.Input;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.io.CommittableOutput;
import org.migstream.profile.SavedProfiles;
import org.migstream.stream.StreamKind;

/** Makes another stream of an input. */
public final class Converter implements Closeable {
    private final ConvertRequest request;
    private final List<Input> channels;
    private final Map<SectionName, Donor> donors = new HashMap<>();

    private Converter(ConvertRequest request, List<Input> channels) {
        this.request = request;
        this.channels = channels;
    }

    /**
     * Converts an input.
     *
     * @param channels recordings of its multifd channels, in any order, to be joined with it
     * @param output is complete when this returns
     * @throws RefusedException if the input is damaged, or has not what was asked for
     * @throws IOException if something could not be read or written
     */
    public static void convert(Input input, List<Input> channels, ConvertRequest request, CommittableOutput output)
            throws IOException {
        try (Converter converter = new Converter(request, channels)) {
            converter.run(input, output);
        }
    }

    private void run(Input input, CommittableOutput output) throws IOException {
        StreamPass pass = new StreamPass(input, false);
        pass.requireAlone();
        if (pass.reader().kind() != StreamKind.MAIN && (request.changesMain() || !channels.isEmpty())) {
            throw RefusedException.unsupported(
                    "convert.no-main",
                    "of a recording of the kind " + pass.reader().kind().label()
                            + " only the container can be changed, or the content redacted");
        }
        Production production = new Production(pass, changes(input), output);
        if (request.ram() == RamFormat.MAPPED) {
            production.mapped();
        } else {
            production.inOrder(
                    request.packing(),
                    request.redact() ? new byte[0] : input.metadata().orElse(new byte[0]));
        }
    }

    /** What is to be done, in the order in which it makes sense: first what leaves less to do. */
    private Transform changes(Input input) throws IOException {
        List<Transform> changes = new ArrayList<>();
        changes.add(Drop.allBut(request.keep()));
        changes.add(Drop.of(request.drop()));
        if (!channels.isEmpty()) {
            changes.add(new JoinChannels(channels, !request.stripRam()));
        }
        if (!request.replacements().isEmpty()) {
            for (Map.Entry<SectionName, Input> replacement :
                    request.replacements().entrySet()) {
                donors.put(replacement.getKey(), Donor.of(replacement.getValue()));
            }
            changes.add(new Replace(donors));
        }
        if (request.stripRam()) {
            changes.add(new StripRam());
        } else if (request.ram() != null) {
            changes.add(new UnmapRam(input.source()));
        }
        if (request.ram() == RamFormat.MAPPED) {
            changes.add(new MapRam());
        }
        if (request.machine() != null) {
            changes.add(new MachineType(request.machine()));
        }
        changes.removeIf(change -> change == Transform.NOTHING);
        Transform described = changes.isEmpty() && !request.redact()
                ? Transform.NOTHING
                : new Describe(request.redact() ? new SavedProfiles(List.of()).toJson() : null)
                        .around(changes.stream().reduce(Transform.NOTHING, Transform::then));
        return request.redact() ? described.then(new Redact()) : described;
    }

    @Override
    public void close() throws IOException {
        for (Donor donor : donors.values()) {
            donor.close();
        }
    }
}
