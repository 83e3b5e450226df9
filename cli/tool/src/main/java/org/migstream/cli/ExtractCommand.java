// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.ArgumentHelp;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.convert.ConversionException;
import org.migstream.convert.ExtractRequest;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.convert.Extractor;
import org.migstream.report.FindingLog;
import org.migstream.report.LocatedFinding;

/** {@code migstream extract}. */
final class ExtractCommand implements CliCommand {
    private static final String RAM_PREFIX = "ram:";

    private static final Value<String> DEVICE =
            Value.option("--device", "IDSTR", "Select the device; optional if the stream has only one.");
    private static final Argument<String> WHAT = Value.option(
                    "--what", "stream|data|config|ram:BLOCK|vmdesc", "Select the part (default: ${DEFAULT-VALUE}).")
            .details(
                    ArgumentHelp.entry("stream", "a stream that contains only the device"),
                    ArgumentHelp.entry("data", "the data of the device's driver, in the order in which it is restored"),
                    ArgumentHelp.entry("config", "the PCI configuration space of the device, as in sysfs"),
                    ArgumentHelp.entry(
                            "ram:BLOCK",
                            "a block of guest memory as the destination would load it; in a file, zero pages become"
                                    + " holes"),
                    ArgumentHelp.entry("vmdesc", "the vmdescription, JSON"))
            .withDefault("stream");

    private static final Flag DAMAGED = Flag.of("--damaged", "Extract the part of a damaged stream up to the damage.")
            .details("Standard error shows what is missing, and the exit status is that of the damage.");

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Extract a device, guest memory or another part of a stream.",
                    "The part is a stream that contains only one VFIO device, for QEMU or 'migstream restore'; the data"
                            + " of the device's driver; its configuration space; a block of guest memory; or the"
                            + " vmdescription. Nothing is written if the stream is malformed or truncated (without --damaged) or the"
                            + " part is missing.")
            .add(DEVICE, WHAT, DAMAGED)
            .add(OutputCommand.ALL)
            .addCommon(LimitOptions.ALL)
            .exitStatus(0, "extracted")
            .exitStatus(
                    1,
                    "the stream is undamaged, but the part is missing; or the part was written, but the container has"
                            + " an error")
            .exitStatus(2, "wrong arguments")
            .exitStatus(3, "malformed or truncated; with --damaged, the part before the damage was written")
            .exitStatus(4, "unsupported, or a limit was exceeded")
            .exitStatus(5, "an input cannot be read, or the result cannot be written")
            .exitStatus(141, "the reader closed the output")
            .examples(
                    "  migstream extract -o /tmp/uart.qevm samples/streams/q35-two-uarts.qevm",
                    "  migstream extract --device 0000:00:03.0/vfio --what data \\",
                    "      -o /tmp/uart.bin samples/streams/pc-two-devices-paused.qevm.zst",
                    "  # The stream is truncated (exit status 3)",
                    "  migstream extract --damaged --what ram:pc.ram -o /tmp/ram \\",
                    "      samples/streams/truncated-by-crash.qevm.zst",
                    "  migstream extract --what ram:pc.ram -o /tmp/ram \\",
                    "      samples/streams/q35-two-uarts.qevm");

    private final Invocation invocation;
    private final Arguments arguments;

    ExtractCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
    }

    @Override
    public ExitStatus run() throws IOException {
        ExtractRequest request = createRequest();
        OutputCommand outputCommand = new OutputCommand(arguments, invocation);
        if (request.part() != Part.STREAM) {
            // The result is not a stream, so it does not replace one.
            outputCommand.requireMainInputKept();
        }
        return outputCommand.run(invocation, List.of(), (input, channels, others, output) -> {
            FindingLog marks = new FindingLog(false);
            Optional<ConversionException> damage = Extractor.extract(input, channels, request, marks, output);
            for (LocatedFinding mark : marks.all()) {
                invocation.printFinding(input.name(), mark);
            }
            if (damage.isPresent()) {
                // The command reports the damage and its exit status; the output is committed.
                throw damage.get();
            }
        });
    }

    private ExtractRequest createRequest() {
        String partName = arguments.get(WHAT);
        boolean acceptsDamage = arguments.has(DAMAGED);
        if (partName.startsWith(RAM_PREFIX) && partName.length() > RAM_PREFIX.length()) {
            return new ExtractRequest(Part.RAM, null, partName.substring(RAM_PREFIX.length()), acceptsDamage);
        }
        return Keyword.find(Part.values(), partName)
                .filter(part -> part != Part.RAM)
                .map(part -> new ExtractRequest(part, arguments.get(DEVICE).orElse(null), null, acceptsDamage))
                .orElseThrow(() -> new UsageException(
                        "--what must be stream, data, config, ram:BLOCK or vmdesc, not '" + partName + "'"));
    }
}
