// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.migstream.convert.ExtractRequest;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.convert.Extractor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code migstream extract}. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Extract a part of a stream: a stream that contains only one VFIO device, for QEMU or 'migstream"
                    + " restore'; the data of the device's driver; the configuration space of the device; a block of"
                    + " guest memory; the vmdescription.",
            "Writes nothing if the stream is damaged or the part is missing."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:extracted",
            "1:the stream is undamaged, but the part is missing; or the part was written, but the container has an error",
            "2:wrong arguments",
            "3:malformed or truncated",
            "4:unsupported, or a limit was exceeded",
            "5:an input cannot be read, or the result cannot be written",
            "141:the reader closed the output"
        },
        footerHeading = Main.EXAMPLES,
        footer = {
            "  migstream extract -o /tmp/uart.qevm samples/streams/q35-two-uarts.qevm",
            "  migstream extract --device 0000:00:03.0/vfio --what data \\",
            "      -o /tmp/uart.bin samples/streams/pc-two-devices-paused.qevm.zst",
            "  migstream extract --what ram:pc.ram -o /tmp/ram \\",
            "      samples/streams/q35-two-uarts.qevm"
        })
final class ExtractCommand implements Callable<Integer> {
    private static final String RAM_PREFIX = "ram:";

    private final Invocation invocation;

    @Option(
            names = "--device",
            paramLabel = "IDSTR",
            description = "Select the VFIO device; optional if the stream has exactly one.")
    private @Nullable String device;

    @Option(
            names = "--what",
            paramLabel = "stream|data|config|ram:BLOCK|vmdesc",
            defaultValue = "stream",
            description = {
                "Select the part:",
                "stream: a stream that contains only the device (default)",
                "data: the data of the device's driver, in the order in which it is restored",
                "config: the PCI configuration space of the device, as in sysfs",
                "ram:BLOCK: a block of guest memory as the destination would load it; in a file, zero pages"
                        + " become holes",
                "vmdesc: the vmdescription, JSON"
            })
    private String partName;

    @Mixin
    private OutputCommand outputCommand = new OutputCommand();

    ExtractCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        ExtractRequest request = createRequest();
        if (request.part() != Part.STREAM) {
            // The result is not a stream, so it does not replace one.
            outputCommand.requireMainInputKept();
        }
        return outputCommand
                .run(
                        invocation,
                        List.of(),
                        (input, channels, others, output) -> Extractor.extract(input, channels, request, output))
                .code();
    }

    private ExtractRequest createRequest() {
        if (partName.startsWith(RAM_PREFIX) && partName.length() > RAM_PREFIX.length()) {
            return new ExtractRequest(Part.RAM, null, partName.substring(RAM_PREFIX.length()));
        }
        return Keyword.find(Part.values(), partName)
                .filter(part -> part != Part.RAM)
                .map(part -> new ExtractRequest(part, device, null))
                .orElseThrow(() -> outputCommand
                        .output()
                        .invalidArgument(
                                "--what must be stream, data, config, ram:BLOCK or vmdesc, not '" + partName + "'"));
    }
}
