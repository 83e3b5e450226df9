// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.vfio.Errno;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.VfioException;

/**
 * v1 requirement: a stream may be an attack. Each chunk of these streams has a valid CRC-32C, so only the checks of its
 * content can refuse it.
 *
 * <p>A stream is written in short: one word for each chunk, its kind and number first.
 *
 * <pre>
 *   I        IDENTITY of the target      I:id=2   I:size=999   I:payload=7 (bytes)
 *   S1       SEQUENCE 1                  S1:size=999
 *   P@0+400  PREVIEW of 400 bytes at 0
 *   D1@0+400 DATA 1 of 400 bytes at 0
 *   E3       END after 3 chunks of DATA, with the CRC-32C of their payloads    E3:crc=0   E3:xor=1
 *   K5       a chunk of kind 5
 *   all: length=L (in the header)   magic=M   cut=N (only the first N bytes)
 * </pre>
 */
// A loader that misses an offset of 2^62 would write for years, without a call that can be interrupted.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class V1HostileStreamTest {
    private static final int SIZE = 1000;
    private static final String DEVICE = "v1,size=" + SIZE + ",chunk=1064";
    private static final int MAGIC = 0x3156534d;
    private static final String KINDS = "IPSDE";
    private static final Pattern WORD = Pattern.compile("([IPSDEK])(-?\\d*)(?:@(-?\\d+)\\+(\\d+))?((?::\\w+=-?\\w+)*)");

    @TempDir
    Path folder;

    /** Writes a stream of the short form. Each payload of DATA and PREVIEW has its own content. */
    private static final class StreamWriter {
        private final CRC32C checksum = new CRC32C();
        private byte[] content = new byte[SIZE];
        private int wordCount;

        ByteBuffer write(String text) {
            Matcher word = WORD.matcher(text);
            if (!word.matches()) {
                throw new IllegalArgumentException(text);
            }
            wordCount++;
            int kind = KINDS.indexOf(word.group(1));
            int number = word.group(2).isEmpty() ? 0 : (int) Long.parseLong(word.group(2));
            ByteBuffer chunk = ByteBuffer.allocate(32 + 1032).order(ByteOrder.LITTLE_ENDIAN);
            chunk.position(32);
            long value = 0;
            switch (word.group(1)) {
                case "I" -> {
                    discard();
                    value = option(word, "id", 1);
                    ByteBuffer size = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
                    size.putLong(0, option(word, "size", SIZE));
                    chunk.put(size.limit((int) option(word, "payload", 8)));
                }
                case "S" -> {
                    discard();
                    value = option(word, "size", SIZE);
                }
                case "P", "D" -> {
                    value = Long.parseLong(word.group(3));
                    byte[] payload = payload(Integer.parseInt(word.group(4)));
                    chunk.put(payload);
                    if (word.group(1).equals("D")) {
                        addData(payload, value);
                    }
                }
                case "E" -> value = option(word, "crc", checksum.getValue() ^ option(word, "xor", 0));
                default -> {
                    kind = number;
                    number = 0;
                }
            }
            chunk.flip();
            chunk.putInt(0, (int) option(word, "magic", MAGIC)).putInt(4, kind).putInt(8, number);
            chunk.putInt(12, (int) option(word, "length", chunk.limit() - 32)).putLong(16, value);
            CRC32C crc = new CRC32C();
            crc.update(chunk.array(), 0, 24);
            crc.update(chunk.array(), 28, chunk.limit() - 28);
            chunk.putInt(24, (int) crc.getValue());
            return chunk.limit((int) option(word, "cut", chunk.limit()));
        }

        private static long option(Matcher word, String name, long otherwise) {
            for (String option : word.group(5).split(":")) {
                if (option.startsWith(name + "=")) {
                    return Long.decode(option.substring(name.length() + 1));
                }
            }
            return otherwise;
        }

        private byte[] payload(int length) {
            byte[] payload = new byte[length];
            for (int i = 0; i < length; i++) {
                payload[i] = (byte) (wordCount * 41 + i * 3);
            }
            return payload;
        }

        private void discard() {
            checksum.reset();
            content = new byte[SIZE];
        }

        private void addData(byte[] payload, long offset) {
            checksum.update(payload);
            if (offset >= 0 && offset <= SIZE - payload.length) {
                System.arraycopy(payload, 0, content, (int) offset, payload.length);
            }
        }
    }

    private MigrationDevice open() throws IOException {
        return SimulatedTransfers.open(DEVICE + "@" + folder.resolve("device"));
    }

    /** Returns the content of the device: the payloads of DATA in its state. */
    private byte[] readContent() throws IOException {
        try (MigrationDevice device = open()) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.STOP_COPY);
            List<byte[]> chunks = new ArrayList<>();
            SimulatedTransfers.readInto(chunks, device);
            SimulatedTransfers.goTo(device, DeviceActivity.RUNNING, DataPhase.NONE);
            return SimulatedTransfers.join(chunks.stream()
                    .filter(chunk -> chunk[4] == KINDS.indexOf('D'))
                    .map(chunk -> Arrays.copyOfRange(chunk, 32, chunk.length))
                    .toList());
        }
    }

    private static void write(MigrationDevice device, ByteBuffer chunk) throws IOException {
        device.write(SimulatedTransfers.toChunk(Arrays.copyOf(chunk.array(), chunk.limit())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            one sequence                | I S1 D1@0+400 D2@400+400 D3@800+200 E3
            one chunk                   | I S1 D1@0+1000 E1
            two whole sequences         | I S1 D1@0+1000 E1 S2 D1@0+600 D2@600+400 E2
            half a sequence before      | I S1 D1@0+400 D2@400+400 S2 D1@0+600 D2@600+400 E2
            a sequence without DATA     | I S1 S2 D1@0+1000 E1
            skipped sequence numbers    | I S3 D1@0+400 S2147483647 D1@0+1000 E1
            previews everywhere         | I P@0+400 S1 P@600+400 D1@0+600 P@0+1000 D2@600+400 P@999+1 E2 P@0+1
            identity again              | I S5 D1@0+1000 E1 I S1 D1@0+1000 E1
            identity inside a sequence  | I S5 D1@0+400 I S1 D1@0+1000 E1
            """)
    void validStream_isLoaded(String name, String stream) throws IOException {
        StreamWriter writer = new StreamWriter();
        try (MigrationDevice device = open()) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.RESUMING);
            for (String word : words(stream)) {
                write(device, writer.write(word));
            }
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.NONE);
            SimulatedTransfers.goTo(device, DeviceActivity.RUNNING, DataPhase.NONE);
        }
        assertArrayEquals(writer.content, readContent(), name);
    }

    private static List<String> words(String stream) {
        return List.of(stream.split(" "));
    }

    /** The last chunk of each stream is refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EFAULT | other identity                   | I:id=2
            EFAULT | identity 0                       | I:id=0
            EFAULT | identity that differs in bit 63  | I:id=0x7fffffffffffffff
            EFAULT | other size                       | I:size=999
            EFAULT | size 0                           | I:size=0
            EFAULT | size 2^62                        | I:size=4611686018427387904
            EFAULT | size 2^63                        | I:size=-9223372036854775808
            EFAULT | size 2^64-1                      | I:size=-1
            EFAULT | size that differs in bit 32      | I:size=4294968296
            EFAULT | other identity in a sequence     | I S1 D1@0+400 I:id=2
            EFAULT | other size after END             | I S1 D1@0+1000 E1 I:size=1001
            EINVAL | identity without size            | I:payload=0
            EINVAL | identity with half a size        | I:payload=4
            EINVAL | identity with 9 bytes            | I:payload=9
            EINVAL | sequence before identity         | S1
            EINVAL | preview before identity          | P@0+400
            EINVAL | data before identity             | D1@0+1000
            EINVAL | END before identity              | E0
            EINVAL | data before a sequence           | I D1@0+1000
            EINVAL | END before a sequence            | I E0
            EINVAL | data of no sequence after identity | I S1 D1@0+400 I D2@400+600
            EINVAL | sequence 0                       | I S0
            EINVAL | sequence 2^32-1                  | I S4294967295
            EINVAL | sequence 2^31                    | I S2147483648
            EINVAL | equal sequence                   | I S1 D1@0+1000 E1 S1
            EINVAL | lower sequence                   | I S5 D1@0+1000 E1 S4
            EINVAL | sequence 0 after another         | I S5 D1@0+1000 E1 S0
            EINVAL | sequence 2^32-1 after another    | I S5 D1@0+1000 E1 S4294967295
            EINVAL | sequence with other size         | I S1:size=999
            EINVAL | sequence with size 2^63          | I S1:size=-9223372036854775808
            EINVAL | second sequence with other size  | I S1 D1@0+1000 E1 S2:size=1001
            EINVAL | data number 0                    | I S1 D0@0+400
            EINVAL | data number 2 first              | I S1 D2@0+400
            EINVAL | data number repeated             | I S1 D1@0+400 D1@400+400
            EINVAL | data number skipped              | I S1 D1@0+400 D3@400+400
            EINVAL | data number 2^32-1               | I S1 D4294967295@0+400
            EINVAL | data number of an old sequence   | I S1 D1@0+400 S2 D2@0+400
            EINVAL | empty data                       | I S1 D1@0+0
            EINVAL | empty data at the end            | I S1 D1@0+1000 D2@1000+0
            EINVAL | overlapping data                 | I S1 D1@0+400 D2@399+400
            EINVAL | data at the start again          | I S1 D1@0+400 D2@0+400
            EINVAL | gap before data                  | I S1 D1@0+400 D2@401+400
            EINVAL | gap before the first data        | I S1 D1@1+400
            EINVAL | data one byte too long           | I S1 D1@0+1001
            EINVAL | data beyond the end              | I S1 D1@0+400 D2@400+400 D3@800+201
            EINVAL | data at the end                  | I S1 D1@0+1000 D2@1000+1
            EINVAL | data at 2^32                     | I S1 D1@4294967296+400
            EINVAL | data at 2^62                     | I S1 D1@4611686018427387904+400
            EINVAL | data at 2^63-1                   | I S1 D1@9223372036854775807+400
            EINVAL | data at 2^63                     | I S1 D1@-9223372036854775808+400
            EINVAL | data at 2^64-1                   | I S1 D1@-1+400
            EINVAL | data after END                   | I S1 D1@0+1000 E1 D2@1000+1
            EINVAL | first data after END             | I S1 D1@0+1000 E1 D1@0+1000
            EINVAL | empty preview                    | I P@0+0
            EINVAL | preview one byte too far         | I P@601+400
            EINVAL | preview at the end               | I P@1000+1
            EINVAL | preview at 2^63-1                | I P@9223372036854775807+1
            EINVAL | preview at 2^63                  | I P@-9223372036854775808+400
            EINVAL | preview at 2^64-1                | I P@-1+400
            EINVAL | preview outside in a sequence    | I S1 D1@0+400 P@1000+400
            EINVAL | END twice                        | I S1 D1@0+1000 E1 E1
            EINVAL | END without data                 | I S1 E0
            EINVAL | END counts one less              | I S1 D1@0+400 D2@400+600 E1
            EINVAL | END counts one more              | I S1 D1@0+400 D2@400+600 E3
            EINVAL | END counts 0                     | I S1 D1@0+400 D2@400+600 E0
            EINVAL | END counts the last sequence     | I S1 D1@0+400 D2@400+600 E2 S2 D1@0+1000 E2
            EINVAL | END before half of the content   | I S1 D1@0+400 E1
            EINVAL | END before the last byte         | I S1 D1@0+400 D2@400+599 E2
            EINVAL | END with CRC 0                   | I S1 D1@0+1000 E1:crc=0
            EINVAL | END with CRC that differs in bit 0 | I S1 D1@0+1000 E1:xor=1
            EINVAL | END with CRC that differs in bit 31 | I S1 D1@0+1000 E1:xor=0x80000000
            EINVAL | END with CRC that differs in bit 32 | I S1 D1@0+1000 E1:xor=0x100000000
            EINVAL | unknown kind 5                   | I K5
            EINVAL | unknown kind 2^31                | I K2147483648
            EINVAL | unknown kind 2^32-1              | I K-1
            EINVAL | other magic                      | I:magic=0x3256534d
            EINVAL | length one less                  | I S1 D1@0+400:length=399
            EINVAL | length one more                  | I S1 D1@0+400:length=401
            EINVAL | length 0                         | I S1 D1@0+400:length=0
            EINVAL | length 2^31                      | I S1 D1@0+400:length=0x80000000
            EINVAL | length 2^32-1                    | I S1 D1@0+400:length=-1
            EINVAL | length of a header without data  | I S1:length=-32
            EINVAL | header without its last byte     | I S1:cut=31
            EINVAL | header of one byte               | I S1:cut=1
            """)
    void hostileChunk_isRefused(Errno errno, String name, String stream) throws IOException {
        byte[] before = readContent();
        List<String> words = words(stream);
        StreamWriter writer = new StreamWriter();
        try (MigrationDevice device = open()) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.RESUMING);
            for (String word : words.subList(0, words.size() - 1)) {
                write(device, writer.write(word));
            }
            ByteBuffer last = writer.write(words.get(words.size() - 1));
            VfioException refusal = assertThrows(VfioException.class, () -> write(device, last), name);
            assertEquals(errno, refusal.errno().orElseThrow());
            assertEquals(DataPhase.RESUMING, device.state().dataPhase());
        }
        assertArrayEquals(before, readContent());
    }

    /** Every chunk of these streams is valid, but the state is not complete. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            identity only            | I
            previews only            | I P@0+1000
            no data                  | I S1
            all data but no END      | I S1 D1@0+400 D2@400+600
            sequence after END       | I S1 D1@0+1000 E1 S2
            second sequence ends early | I S1 D1@0+1000 E1 S2 D1@0+1000
            identity after END       | I S1 D1@0+1000 E1 I
            """)
    void incompleteStream_isRefusedWhenLeavingResuming(String name, String stream) throws IOException {
        byte[] before = readContent();
        StreamWriter writer = new StreamWriter();
        try (MigrationDevice device = open()) {
            SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.RESUMING);
            for (String word : words(stream)) {
                write(device, writer.write(word));
            }
            VfioException refusal = assertThrows(
                    VfioException.class,
                    () -> SimulatedTransfers.goTo(device, DeviceActivity.STOPPED, DataPhase.NONE),
                    name);
            assertEquals(Errno.EINVAL, refusal.errno().orElseThrow());
            assertEquals(DataPhase.RESUMING, device.state().dataPhase());
        }
        assertArrayEquals(before, readContent());
    }
}
