// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputFile;
import org.migstream.report.FindingLog;

/** Conversions from pipes to pipes and from files to files. */
public final class TestConversions {
    private TestConversions() {}

    public static ConvertRequest compressed(Compression compression) {
        return ConvertRequest.COPY.withCompression(compression);
    }

    public static ConvertRequest drop(String... names) {
        return ConvertRequest.COPY.withDrop(names(names));
    }

    public static ConvertRequest keep(String... names) {
        return ConvertRequest.COPY.withKeep(names(names));
    }

    public static ConvertRequest strip(boolean redacted) {
        return ConvertRequest.COPY.withStripRam(true).withRedact(redacted);
    }

    public static ConvertRequest redact() {
        return ConvertRequest.COPY.withRedact(true);
    }

    public static ConvertRequest machine(String name) {
        return ConvertRequest.COPY.withMachineType(name);
    }

    public static ConvertRequest ram(RamFormat format) {
        return ConvertRequest.COPY.withRamFormat(format);
    }

    public static ConvertRequest replace(String idstr, byte[] source) throws IOException {
        return replacement(idstr, source, false);
    }

    public static ConvertRequest replaceData(String idstr, byte[] source) throws IOException {
        return replacement(idstr, source, true);
    }

    private static ConvertRequest replacement(String idstr, byte[] source, boolean keepsConfiguration)
            throws IOException {
        return ConvertRequest.COPY.withReplacements(
                Map.of(idstr, new ConvertRequest.Replacement(pipeInput("source", source), keepsConfiguration)));
    }

    private static List<SectionSelector> names(String... names) {
        return List.of(names).stream().map(SectionSelector::new).toList();
    }

    private static Input pipeInput(String name, byte[] bytes) throws IOException {
        return Input.ofPipe(name, new ByteArrayInputStream(bytes), OutputLimit.NONE);
    }

    private static List<Input> pipeInputs(byte[]... channels) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (byte[] channel : channels) {
            inputs.add(pipeInput("chan" + inputs.size(), channel));
        }
        return inputs;
    }

    /** Converts pipes and returns the bytes written to a pipe. */
    public static byte[] convertPipe(ConvertRequest request, byte[] stream, byte[]... channels) throws IOException {
        PipeOutput out = new PipeOutput();
        Converter.convert(pipeInput("main", stream), pipeInputs(channels), request, out);
        return out.committedBytes();
    }

    /** Converts pipes and returns the warnings about replacements. */
    public static List<Converter.ReplacedWarning> convertForWarnings(ConvertRequest request, byte[] stream)
            throws IOException {
        return Converter.convert(pipeInput("main", stream), List.of(), request, new PipeOutput());
    }

    /** Converts a file and returns the bytes of the output file. */
    public static byte[] convertFile(Path directory, ConvertRequest request, byte[] stream, byte[]... channels)
            throws IOException {
        Path from = Files.write(directory.resolve("from"), stream);
        Path to = directory.resolve("to");
        List<Input> inputs = new ArrayList<>();
        try (Input input = Input.open(from, OutputLimit.NONE);
                CommittableOutput output = OutputFile.create(to)) {
            for (byte[] channel : channels) {
                Path name = directory.resolve("chan" + inputs.size());
                inputs.add(Input.open(Files.write(name, channel), OutputLimit.NONE));
            }
            Converter.convert(input, inputs, request, output);
        } finally {
            for (Input input : inputs) {
                input.close();
            }
        }
        return Files.readAllBytes(to);
    }

    /** Extracts a part from pipes and returns the bytes written to a pipe. */
    public static byte[] extractFromPipe(Part part, String name, byte[] stream, byte[]... channels) throws IOException {
        PipeOutput out = new PipeOutput();
        Extractor.extract(
                pipeInput("main", stream), pipeInputs(channels), request(part, name), new FindingLog(false), out);
        return out.committedBytes();
    }

    /** Extracts a part from a file and returns the bytes of the output file. */
    public static byte[] extractFromFile(Path directory, Part part, String name, byte[] stream) throws IOException {
        Path from = Files.write(directory.resolve("from"), stream);
        Path to = directory.resolve("to");
        try (Input input = Input.open(from, OutputLimit.NONE);
                CommittableOutput output = OutputFile.create(to)) {
            Extractor.extract(input, List.of(), request(part, name), new FindingLog(false), output);
        }
        return Files.readAllBytes(to);
    }

    /** Extracts what a damaged stream has of a part, and returns the bytes written to a pipe. */
    public static DamagedPart extractDamaged(Part part, String name, byte[] stream) throws IOException {
        PipeOutput out = new PipeOutput();
        Optional<ConversionException> damage = Extractor.extract(
                pipeInput("main", stream), List.of(), request(part, name, true), new FindingLog(false), out);
        return new DamagedPart(out.committedBytes(), damage);
    }

    /** The bytes of a part, and the damage that ended the reading. */
    public record DamagedPart(byte[] bytes, Optional<ConversionException> damage) {}

    private static ExtractRequest request(Part part, String name) {
        return request(part, name, false);
    }

    private static ExtractRequest request(Part part, String name, boolean acceptsDamage) {
        return part == Part.RAM
                ? new ExtractRequest(part, null, name, acceptsDamage)
                : new ExtractRequest(part, name, null, acceptsDamage);
    }

    /** An output that collects its bytes, like a pipe. */
    private static final class PipeOutput implements CommittableOutput {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean committed;

        @Override
        public ByteBufferOutputStream stream() {
            return ByteBufferOutputStream.of(bytes);
        }

        @Override
        public void commit() {
            committed = true;
        }

        @Override
        public void close() {
            // Nothing to close.
        }

        byte[] committedBytes() {
            if (!committed) {
                throw new AssertionError("not complete");
            }
            return bytes.toByteArray();
        }
    }
}
