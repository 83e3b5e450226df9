// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldValue;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.Severity;
import org.migstream.spi.VendorPlugin;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.DecodeResult;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** Tests the checks of states that only the firmware can read. */
class PdsDecoderTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/pds");

    @Override
    protected VendorPlugin plugin() {
        return new PdsPlugin();
    }

    @Override
    protected List<Sample> samples() {
        return Stream.of("valid-a", "odd-length-a", "all-zero-a", "too-long-a", "empty-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1024, INFO, OPAQUE",
        "65532, INFO, OPAQUE",
        "65536, INFO, OPAQUE",
        "2001, WARNING, ODD_LENGTH",
        "65535, WARNING, ODD_LENGTH",
        "4, WARNING, SUSPICIOUSLY_SMALL",
        "1020, WARNING, SUSPICIOUSLY_SMALL",
        "1, WARNING, ODD_LENGTH SUSPICIOUSLY_SMALL",
        "65537, ERROR, ODD_LENGTH TOO_LARGE",
        "65540, ERROR, TOO_LARGE",
        "10000000, ERROR, TOO_LARGE"
    })
    void unusualLength_isReported(int length, Severity worst, String codes) {
        DecodeResult decoded = decode(ByteBuilder.le().fill(length, 7).toArray());

        assertEquals(Set.of(codes.split(" ")), decoded.codes());
        assertEquals(worst, decoded.worst());
        assertEquals(Optional.of(Completeness.UNKNOWN), decoded.completeness());
        assertEquals(1, decoded.fields().size(), "one field for any length");
        assertTrue(decoded.fields().get(0).field().value() instanceof FieldValue.Opaque);
    }

    @ParameterizedTest
    @CsvSource({
        "8192, ALL_ZERO",
        "16, ALL_ZERO SUSPICIOUSLY_SMALL",
        "65540, ALL_ZERO TOO_LARGE",
        "1999, ALL_ZERO ODD_LENGTH"
    })
    void allZeroState_isReported(int length, String codes) {
        assertEquals(Set.of(codes.split(" ")), decode(new byte[length]).codes());
    }

    /** The byte may also be after the first piece of the input. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4095, 65535, 70000, 199_999})
    void singleNonZeroByte_isNotReportedAllZero(int at) {
        byte[] state = new byte[200_000];
        state[at] = (byte) 0x80;
        assertEquals(Set.of("TOO_LARGE"), decode(state).codes());
    }

    @Test
    void emptyState_isIncomplete() {
        DecodeResult decoded = decode(new byte[0]);

        assertEquals(Set.of("NO_PAYLOAD"), decoded.codes());
        assertEquals(Severity.ERROR, decoded.worst());
        assertEquals(Optional.of(Completeness.INCOMPLETE), decoded.completeness());
    }

    @Test
    void state_isMatchedByIdentityOnly() {
        byte[] head = Arrays.copyOf(new byte[] {1, 2, 3}, 64);
        assertEquals(Match.LIKELY, match(DeviceIdentity.of(new PciId(0x1dd8, 0x1003)), head));
        assertEquals(Match.NONE, match(DeviceIdentity.of(new PciId(0x1dd8, 0x1004)), head));
        assertEquals(Match.NONE, match(DeviceIdentity.UNKNOWN, head));
    }

    private static Match match(DeviceIdentity identity, byte[] head) {
        return new PdsDecoder().match(identity, head);
    }

    private static DecodeResult decode(byte[] state) {
        return DecodeResult.of(new PdsDecoder(), state);
    }
}
