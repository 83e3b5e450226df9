// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.migstream.container.Input;
import org.migstream.container.OutputLimit;
import org.migstream.convert.ConvertRequest.RamFormat;
import org.migstream.convert.ExtractRequest.Part;
import org.migstream.io.ByteBufferOutputStream;
import org.migstream.io.ByteSource;
import org.migstream.io.CommittableOutput;
import org.migstream.report.FindingLog;
import org.migstream.stream.Captures;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.Mutant;
import org.migstream.stream.SectionSizes;

/**
 * No conversion writes more than its input plus a constant, whatever a length in the input claims: a stream of a stranger
 * must not fill the disk.
 */
class OutputBoundTest {
    /** The mark of a redacted stream in the vmdescription, heads of records that a conversion adds, and a longer name. */
    private static final long CONSTANT = 1 << 12;

    private static final int MUTANTS = 30;

    private static final long[] LENGTHS = {Long.MAX_VALUE, 1L << 40, 1L << 24, Integer.MAX_VALUE};

    static final List<String> CAPTURES = List.of(
            "q35-two-uarts.qevm",
            "multifd-two-channels.chan0",
            "multifd-two-channels.chan2",
            "options/q35-xbzrle.qevm",
            "targets/or1k-sim.qevm");

    @ParameterizedTest
    @FieldSource("CAPTURES")
    void damagedStream_givesNoMoreThanItsLength(String capture) throws IOException {
        byte[] stream = Captures.bytes(capture);
        for (Map.Entry<String, Long> head : headEnds(stream).entrySet()) {
            for (long length : LENGTHS) {
                assertBounded(capture + ", " + head.getKey(), withLength(stream, head.getValue(), length));
            }
        }
        for (int seed = 0; seed < MUTANTS; seed++) {
            assertBounded(capture + ", seed " + seed, Mutant.of(stream, new Random(seed)));
        }
    }

    private static void assertBounded(String name, byte[] stream) throws IOException {
        for (ConvertRequest request : List.of(
                ConvertRequest.COPY,
                TestConversions.redact(),
                TestConversions.strip(true),
                TestConversions.drop("ram"),
                TestConversions.ram(RamFormat.RECORDS),
                TestConversions.machine("pc"))) {
            BoundedOutput out = new BoundedOutput(name + ", " + request, stream.length + CONSTANT);
            try (Input input = input(stream)) {
                Converter.convert(input, List.of(), request, out);
            } catch (ConversionException refused) {
                out.requireBound();
            }
        }
        for (Part part : List.of(Part.STREAM, Part.DATA, Part.CONFIG, Part.VMDESC)) {
            for (boolean acceptsDamage : new boolean[] {false, true}) {
                BoundedOutput out = new BoundedOutput(name + ", " + part, stream.length + CONSTANT);
                try (Input input = input(stream)) {
                    Extractor.extract(
                            input,
                            List.of(),
                            new ExtractRequest(part, null, null, acceptsDamage),
                            new FindingLog(false),
                            out);
                } catch (ConversionException refused) {
                    out.requireBound();
                }
            }
        }
        BoundedOutput out = new BoundedOutput(name + ", bundle", stream.length + CONSTANT);
        try (Input input = input(stream)) {
            RedactedCopy.write(input, List.of(), RedactedStates.none(), out.stream());
        } catch (ConversionException refused) {
            out.requireBound();
        }
    }

    private static Input input(byte[] stream) throws IOException {
        return Input.ofPipe("-", new ByteArrayInputStream(stream), OutputLimit.NONE);
    }

    /** Returns the end of the head of one element of each kind. */
    private static Map<String, Long> headEnds(byte[] stream) throws IOException {
        Map<String, Long> ends = new LinkedHashMap<>();
        MigrationReader reader = MigrationReader.of(ByteSource.of(new ByteArrayInputStream(stream)), SectionSizes.NONE);
        for (Element element; (element = reader.next()) != null; ) {
            if (element.headLength() >= Integer.BYTES) {
                ends.put(element.getClass().getSimpleName(), element.offset() + element.headLength());
            }
        }
        return ends;
    }

    /** Writes a length over the last bytes of the head of an element, where most heads have it. */
    private static byte[] withLength(byte[] stream, long headEnd, long length) {
        byte[] mutant = stream.clone();
        ByteBuffer bytes = ByteBuffer.wrap(mutant);
        if (length > Integer.MAX_VALUE && headEnd >= Long.BYTES) {
            bytes.putLong((int) headEnd - Long.BYTES, length);
        } else {
            bytes.putInt((int) headEnd - Integer.BYTES, (int) length);
        }
        return mutant;
    }

    /** A pipe that accepts only so many bytes. */
    private static final class BoundedOutput implements CommittableOutput {
        private final String name;
        private final long bound;
        private final ByteBufferOutputStream stream;
        private long written;

        BoundedOutput(String name, long bound) {
            this.name = name;
            this.bound = bound;
            stream = ByteBufferOutputStream.of(new OutputStream() {
                @Override
                public void write(int value) {
                    count(1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    count(length);
                }
            });
        }

        private void count(int length) {
            written += length;
            requireBound();
        }

        void requireBound() {
            assertTrue(written <= bound, name + ": " + written + " bytes, allowed are " + bound);
        }

        @Override
        public ByteBufferOutputStream stream() {
            return stream;
        }

        @Override
        public void commit() {
            requireBound();
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }
}
