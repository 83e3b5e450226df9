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
    private final Map<SectionSelector, ReplacementSource> replacementSources = new HashMap<>();

    private Converter(ConvertRequest request, List<Input> channels) {
        this.request = request;
        this.channels = channels;
    }

    /**
     * Converts an input.
     *
     * @param channels recordings of its multifd channels, in any order, to be joined with it
     * @param output is complete when this returns
     * @throws ConversionException if the input is damaged, or has not what was asked for
     * @throws IOException if something could not be read or written
     */
    public static void convert(Input input, List<Input> channels, ConvertRequest request, CommittableOutput output)
            throws IOException {
        try (Converter converter = new Converter(request, channels)) {
            converter.run(input, output);
        }
    }

    private void run(Input input, CommittableOutput output) throws IOException {
        PipelineSource pass = new PipelineSource(input, false);
        pass.rejectTrailingBytes();
        if (pass.reader().kind() != StreamKind.MAIN && (request.requiresMainStream() || !channels.isEmpty())) {
            throw ConversionException.unsupported(
                    "convert.no-main",
                    "of a recording of the kind " + pass.reader().kind().label()
                            + " only the container can be changed, or the content redacted");
        }
        VerifiedOutput production = new VerifiedOutput(pass, buildTransform(input), output);
        if (request.ramFormat() == RamFormat.MAPPED) {
            production.writeMappedRam();
        } else {
            production.writeRecords(
                    request.compression(),
                    request.redact() ? new byte[0] : input.metadata().orElse(new byte[0]));
        }
    }

    /** What is to be done, in the order in which it makes sense: first what leaves less to do. */
    private Transform buildTransform(Input input) throws IOException {
        List<Transform> changes = new ArrayList<>();
        changes.add(FilterSections.keepNamed(request.keep()));
        changes.add(FilterSections.dropNamed(request.drop()));
        if (!channels.isEmpty()) {
            changes.add(new JoinChannels(channels, !request.stripRam()));
        }
        if (!request.replacements().isEmpty()) {
            for (Map.Entry<SectionSelector, Input> replacement :
                    request.replacements().entrySet()) {
                replacementSources.put(replacement.getKey(), ReplacementSource.read(replacement.getValue()));
            }
            changes.add(new ReplaceDeviceState(replacementSources));
        }
        if (request.stripRam()) {
            changes.add(new StripRam());
        } else if (request.ramFormat() != null) {
            changes.add(new MappedRamToRecords(input.source()));
        }
        if (request.ramFormat() == RamFormat.MAPPED) {
            changes.add(Transform.ofConfiguration(MappedRamFormat::addTo));
        }
        if (request.machineType() != null) {
            changes.add(new SetMachineType(request.machineType()));
        }
        changes.removeIf(change -> change == Transform.IDENTITY);
        Transform described = changes.isEmpty() && !request.redact()
                ? Transform.IDENTITY
                : new VmDescUpdater(request.redact() ? new SavedProfiles(List.of()).toJson() : null)
                        .wrap(changes.stream().reduce(Transform.IDENTITY, Transform::andThen));
        return request.redact() ? described.andThen(new Redact()) : described;
    }

    @Override
    public void close() throws IOException {
        for (ReplacementSource donor : replacementSources.values()) {
            donor.close();
        }
    }
}
