// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_MAIN;

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
import org.migstream.report.LocatedFinding;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;

/** Converts one input to another stream. */
public final class Converter implements Closeable {
    private final ConvertRequest request;
    private final List<Input> channels;
    private final RedactedStates states;
    private final Map<String, ReplacementSource> replacementSources = new HashMap<>();
    private final List<ReplacedWarning> warnings = new ArrayList<>();

    /**
     * A warning that the result has because a replacement has it.
     *
     * @param source the name of the stream that provides the state of the device
     * @param warning the warning about the device in {@code source}
     * @param target the device in the result
     */
    public record ReplacedWarning(String source, LocatedFinding warning, SectionKey target) {
        private LocatedFinding inResult() {
            return new LocatedFinding(warning.finding(), target, null);
        }
    }

    private Converter(ConvertRequest request, List<Input> channels, RedactedStates states) {
        this.request = request;
        this.channels = channels;
        this.states = states;
    }

    /**
     * Converts an input and commits the output.
     *
     * @param channels recordings of the input's multifd channels, in any order; they are joined with the input
     * @param output the output; this method commits it after a successful conversion
     * @return the warnings about the configurations that replacements provide
     * @throws ConversionException if the input is damaged or does not fit the request
     * @throws IOException if a read or write fails
     */
    public static List<ReplacedWarning> convert(
            Input input, List<Input> channels, ConvertRequest request, CommittableOutput output) throws IOException {
        return convert(input, channels, request, RedactedStates.none(), output);
    }

    /**
     * Converts an input and commits the output: see {@link #convert(Input, List, ConvertRequest, CommittableOutput)}.
     *
     * @param states the states of the devices for a redacted stream; devices without one lose all bytes of their state
     */
    public static List<ReplacedWarning> convert(
            Input input, List<Input> channels, ConvertRequest request, RedactedStates states, CommittableOutput output)
            throws IOException {
        try (Converter converter = new Converter(request, channels, states)) {
            converter.run(input, output);
            return converter.warnings;
        }
    }

    private void run(Input input, CommittableOutput output) throws IOException {
        PipelineSource source = new PipelineSource(input, false);
        source.rejectTrailingBytes();
        if (source.reader().kind() != StreamKind.MAIN && (request.requiresMainStream() || !channels.isEmpty())) {
            throw ConversionException.unsupported(
                    CONVERT_NO_MAIN,
                    "this input is a " + source.reader().kind().label().replace('-', ' ')
                            + "; convert can only recompress or redact it, all other options require a main stream");
        }
        VerifiedOutput verified = new VerifiedOutput(
                source,
                buildTransform(input),
                request.redact(),
                () -> warnings.stream().map(ReplacedWarning::inResult).toList(),
                output);
        if (request.ramFormat() == RamFormat.MAPPED) {
            verified.writeMappedRam();
        } else {
            verified.writeRecords(
                    request.compression(),
                    request.redact()
                            ? SavedProfiles.REDACTED.toJson()
                            : input.metadata().orElse(new byte[0]));
        }
    }

    /**
     * Builds the chain of transforms. Transforms that remove elements come first, so that the others have less to do.
     */
    private Transform buildTransform(Input input) throws IOException {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(FilterSections.keepNamed(request.keep()));
        transforms.add(FilterSections.dropNamed(request.drop()));
        if (!channels.isEmpty()) {
            transforms.add(new JoinChannels(channels, !request.stripRam()));
        }
        if (!request.replacements().isEmpty()) {
            for (Map.Entry<String, ConvertRequest.Replacement> replacement :
                    request.replacements().entrySet()) {
                replacementSources.put(replacement.getKey(), ReplacementSource.read(replacement.getValue()));
            }
            transforms.add(new ReplaceDeviceState(replacementSources, warnings::add));
        }
        if (request.stripRam()) {
            transforms.add(new StripRam());
        } else if (request.ramFormat() != null) {
            transforms.add(new MappedRamToRecords(input.source()));
        }
        if (request.ramFormat() == RamFormat.MAPPED) {
            transforms.add(Transform.ofConfiguration(MappedRamFormat::addTo));
        }
        if (request.machineType() != null) {
            transforms.add(new SetMachineType(request.machineType()));
        }
        transforms.removeIf(transform -> transform == Transform.IDENTITY);
        Transform updating = transforms.isEmpty() && !request.redact()
                ? Transform.IDENTITY
                : new VmDescUpdater(request.redact() ? SavedProfiles.REDACTED.toJson() : null, request::removesByName)
                        .wrap(transforms.stream().reduce(Transform.IDENTITY, Transform::andThen));
        return request.redact() ? updating.andThen(new Redact(states)) : updating;
    }

    @Override
    public void close() throws IOException {
        for (ReplacementSource source : replacementSources.values()) {
            source.close();
        }
    }
}
