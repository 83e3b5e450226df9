// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            "Takes a part out of a stream: a stream of one VFIO device alone, which QEMU and 'migstream restore' load, what"
                    + " its driver gave, its configuration space, a block of guest memory, the description.",
            "There is no output if the stream is damaged or the part is not in it."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:extracted",
            "1:the stream is sound, but has no such part",
            "2:wrong arguments",
            "3:malformed or truncated",
            "4:unsupported, or beyond a limit",
            "5:the input cannot be read, or the result not written",
            "141:the reader of the result has gone"
        })
final class ExtractCommand implements Callable<Integer> {
    private static final String RAM_PREFIX = "ram:";

    private final Invocation invocation;

    @Option(
            names = "--device",
            paramLabel = "IDSTR",
            description = "The VFIO device; need not be said if there is one only.")
    private String device;

    @Option(
            names = "--what",
            paramLabel = "stream|data|config|ram:BLOCK|vmdesc",
            defaultValue = "stream",
            description = {
                "stream: nothing but the device, still a stream (default)",
                "data: what the device's driver gave, in the order in which it is restored",
                "config: its PCI configuration space, as in sysfs",
                "ram:BLOCK: that block of guest memory as the destination would have it; holes for zeroes in a file",
                "vmdesc: the description, JSON"
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
        for (Part part : Part.values()) {
            if (part != Part.RAM && part.name().toLowerCase(Locale.ROOT).equals(partName)) {
                return new ExtractRequest(part, device, null);
            }
        }
        throw outputCommand
                .output()
                .invalidArgument("--what is stream, data, config, ram:BLOCK or vmdesc, not '" + partName + "'");
    }
}
