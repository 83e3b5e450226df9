// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.migstream.bundle.BundleLog;
import org.migstream.bundle.BundleSource;
import org.migstream.bundle.Bundler;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Arguments;
import org.migstream.cli.options.CommandModel;
import org.migstream.cli.options.Flag;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;
import org.migstream.container.Input;
import org.migstream.io.CommittableOutput;
import org.migstream.io.SpillBuffer;
import org.migstream.plugin.Plugins;
import org.migstream.report.FindingText;
import org.migstream.report.PrintableText;

/** {@code migstream bundle}. */
final class BundleCommand implements CliCommand {
    private static final Flag NO_LOG_TEXT = Flag.of("--no-log-text", "Leave out the texts of the logs.")
            .details("The explanations of their messages stay, with the lines that they explain.");
    private static final Argument<String> STREAM = Value.positional(
                    "STREAM", "Any input of 'migstream inspect', damaged or not, or - for standard input.")
            .details("Standard input is copied to a temporary file first.")
            .required();
    private static final Argument<List<String>> LOGS = Value.positional(
                    "LOG", "A log of QEMU, libvirt or the kernel about this stream.")
            .details("The last 256 KiB of each log are used.")
            .zeroOrMoreAfter(1);

    static final CommandModel MODEL = CommandModel.describedBy(
                    "Make an archive (.tar.zst) to send to a vendor.",
                    "The archive has the reports of inspect and check, the meaning of the messages in the logs, versions, and the"
                            + " stream without guest memory and without the content of devices.",
                    "README.txt in the archive says what was left out, and what was NOT removed: names of devices, machine"
                            + " type, PCI configuration, and the texts of logs, which may have names of hosts, users and"
                            + " directories. Look at it before you send the archive.")
            .add(STREAM, LOGS)
            .add(OutputOptions.ALL)
            .add(NO_LOG_TEXT, ChannelOption.CHANNEL)
            .addCommon(DecodingOptions.ALL)
            .exitStatus(0, "the archive was written, whatever is wrong with the stream")
            .exitStatus(2, "wrong arguments")
            .exitStatus(4, "a part of migstream that is needed is not available")
            .exitStatus(5, "an input cannot be read, or the archive cannot be written")
            .exitStatus(141, "the reader closed the output")
            .examples(
                    "  migstream bundle -o /tmp/ticket.tar.zst samples/streams/q35-two-uarts.qevm",
                    "  migstream bundle -o /tmp/ticket.tar.zst \\",
                    "      samples/streams/truncated-by-crash.qevm.zst samples/logs/qemu.log");

    private final Invocation invocation;
    private final Arguments arguments;
    private final DecodingOptions decodingOptions;
    private final OutputOptions output;
    private final String stream;
    private final List<String> channels;
    private final List<String> logs;

    BundleCommand(Invocation invocation, Arguments arguments) {
        this.invocation = invocation;
        this.arguments = arguments;
        decodingOptions = new DecodingOptions(arguments);
        output = new OutputOptions(arguments);
        stream = arguments.get(STREAM);
        channels = arguments.get(ChannelOption.CHANNEL);
        logs = arguments.get(LOGS);
    }

    @Override
    public ExitStatus run() throws IOException {
        List<String> names =
                Stream.of(List.of(stream), channels, logs).flatMap(List::stream).toList();
        Inputs.requireStdinAtMostOnce(names);
        OutputConflicts files = new OutputConflicts();
        names.forEach(files::addInput);
        files.addOutput("-o", output.filePath());
        output.requireWritable(invocation);
        try (Plugins plugins = PluginOptions.loadUsablePlugins(invocation, arguments)) {
            Bundler.Options options = new Bundler.Options(
                    decodingOptions.decoderChoice(plugins), decodingOptions.keepLimit(), !arguments.has(NO_LOG_TEXT));
            return Inputs.withInputs(
                    invocation, decodingOptions.maxOutput(), stream, inputs -> bundle(inputs, options));
        }
    }

    private ExitStatus bundle(Inputs inputs, Bundler.Options options) throws IOException {
        try (ReopenedInputs source = new ReopenedInputs(inputs);
                CommittableOutput archive = output.open(invocation)) {
            Bundler.Summary summary = Progress.runWithProgress(
                    invocation,
                    "read",
                    source::position,
                    OptionalLong.empty(),
                    () -> Bundler.bundle(source, readLogs(inputs), options, archive));
            if (!output.isStandardOutput()) {
                printSummary(summary);
            }
            return ExitStatus.SUCCESS;
        }
    }

    private List<BundleLog> readLogs(Inputs inputs) throws IOException {
        List<BundleLog> texts = new ArrayList<>();
        Set<String> used = new HashSet<>();
        for (String log : logs) {
            String base = log.equals(Inputs.STDIN)
                    ? "stdin"
                    : PrintableText.escapeName(log.substring(log.lastIndexOf('/') + 1));
            String name = base;
            for (int number = 2; !used.add(name); number++) {
                name = base + "." + number;
            }
            texts.add(new BundleLog(name, inputs.requireLog(log)));
        }
        return texts;
    }

    private void printSummary(Bundler.Summary summary) throws IOException {
        invocation.printText((writer, terminal) -> {
            writer.write(PrintableText.escapeName(output.name()) + ": "
                    + PrintableText.formatCount(summary.files(), "file") + "; look at README.txt before you send it\n");
            writer.write("  stream: " + summary.verdict().text() + "\n");
            if (summary.states() > 0) {
                writer.write("  device states: " + summary.keptStates() + " of " + summary.states()
                        + " keep their structure without content"
                        + (summary.keptStates() < summary.states() ? ", all other bytes of states are zero" : "")
                        + "\n");
            }
            if (summary.stop().isPresent()) {
                writer.write("  " + (summary.hasStream() ? "the redacted stream ends early: " : "no redacted stream: ")
                        + FindingText.formatFinding(summary.stop().get()) + "\n");
            }
            if (!logs.isEmpty()) {
                writer.write(
                        arguments.has(NO_LOG_TEXT)
                                ? "  logs: only the lines that were explained; they may have names of hosts and users\n"
                                : "  logs: as they are; they may have names of hosts, users and directories\n");
            }
        });
        invocation.stdout().flush();
    }

    /** The inputs of a bundle. An input that can be read only once is copied to a temporary file. */
    private final class ReopenedInputs implements BundleSource, AutoCloseable {
        private final Inputs inputs;
        private final Map<String, SpillBuffer> copies = new HashMap<>();
        private volatile Optional<Input> current = Optional.empty();

        ReopenedInputs(Inputs inputs) {
            this.inputs = inputs;
        }

        long position() {
            return current.map(input -> input.source().position()).orElse(0L);
        }

        @Override
        public Input openStream() throws IOException {
            Input input = open(stream);
            if (input.image().isPresent() && input.layers().isEmpty()) {
                throw new UsageException(PrintableText.escapeName(stream)
                        + " is a disk image: name a snapshot as FILE#SNAPSHOT ('migstream inspect FILE' lists them)");
            }
            current = Optional.of(input);
            return input;
        }

        @Override
        public List<Input> openChannels() throws IOException {
            List<Input> opened = new ArrayList<>();
            for (String channel : channels) {
                opened.add(open(channel));
            }
            return opened;
        }

        private Input open(String name) throws IOException {
            Input input;
            if (Inputs.isReadOnce(name)) {
                SpillBuffer copy = copies.get(name);
                if (copy == null) {
                    copy = copy(name);
                }
                input = inputs.openPipe(name, copy.openRange(0, copy.length()));
            } else {
                input = inputs.open(name);
            }
            return input.withName(Input.baseName(name));
        }

        private SpillBuffer copy(String name) throws IOException {
            SpillBuffer copy = new SpillBuffer();
            copies.put(name, copy);
            if (name.equals(Inputs.STDIN)) {
                invocation.stdin().transferTo(copy);
            } else {
                try (InputStream pipe = Files.newInputStream(Path.of(name))) {
                    pipe.transferTo(copy);
                }
            }
            return copy;
        }

        @Override
        public void close() throws IOException {
            for (SpillBuffer copy : copies.values()) {
                copy.close();
            }
        }
    }
}
