// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.migstream.io.SpillList;
import org.migstream.vmstate.ArmRegisterId;

/** Tests which arrays are compared by key. */
class KeyedListsTest {
    private static List<VmStateFieldValue> array(String name, String type, long... values) {
        List<VmStateFieldValue> elements = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            String text = "0x%016x (%s)".formatted(values[i], Long.toUnsignedString(values[i]));
            elements.add(new VmStateFieldValue(
                    name + "[" + i + "]", "cpu", name, type, 8L * i, Long.BYTES, text, true, -1, 0));
        }
        return elements;
    }

    private static List<VmStateFieldValue> fields(List<VmStateFieldValue> first, List<VmStateFieldValue> second) {
        return Stream.of(first, second).flatMap(List::stream).toList();
    }

    private static SpillList.Cursor<VmStateFieldValue> cursor(List<VmStateFieldValue> fields) {
        Iterator<VmStateFieldValue> rest = fields.iterator();
        return () -> rest.hasNext() ? rest.next() : null;
    }

    private static List<String> found(List<VmStateFieldValue> a, List<VmStateFieldValue> b) throws Exception {
        return KeyedLists.find(cursor(a), cursor(b)).stream()
                .map(pair -> pair.a().name() + " " + pair.a().entries().size() + " "
                        + pair.b().entries().size())
                .toList();
    }

    @Test
    void registersOfArmCpu_areAList() throws Exception {
        assertEquals(
                List.of("cpreg_vmstate 2 3"),
                found(
                        fields(
                                array("cpreg_vmstate_indexes", "uint64", 1, 9),
                                array("cpreg_vmstate_values", "uint64", 5, 5)),
                        fields(
                                array("cpreg_vmstate_indexes", "uint64", 1, 4, 9),
                                array("cpreg_vmstate_values", "uint64", 5, 6, 5))));
    }

    @Test
    void unsignedOrder_counts() throws Exception {
        assertEquals(
                List.of("cpreg_vmstate 2 2"),
                found(
                        fields(
                                array("cpreg_vmstate_indexes", "uint64", 1, -1),
                                array("cpreg_vmstate_values", "int64", 5, 5)),
                        fields(
                                array("cpreg_vmstate_indexes", "uint64", 2, -1),
                                array("cpreg_vmstate_values", "int64", 5, 5))));
    }

    @Test
    void ordinaryArrays_areNoLists() throws Exception {
        // Two queues whose addresses ascend by chance.
        assertEquals(
                List.of(),
                found(
                        fields(array("desc", "uint64", 0x1000, 0x2000), array("avail", "uint64", 0x3000, 0x4000)),
                        fields(array("desc", "uint64", 0x5000, 0x6000), array("avail", "uint64", 0x7000, 0x8000))));
        // Keys and values of another name.
        assertEquals(
                List.of(),
                found(
                        fields(array("x_indexes", "uint64", 1, 9), array("x_values", "uint64", 5, 5)),
                        fields(array("x_indexes", "uint64", 1, 9), array("x_values", "uint64", 5, 5))));
        // Keys that do not ascend, have equal neighbours, are signed, or have another number of values.
        for (List<VmStateFieldValue> wrong : List.of(
                fields(array("cpreg_vmstate_indexes", "uint64", 9, 1), array("cpreg_vmstate_values", "uint64", 5, 5)),
                fields(array("cpreg_vmstate_indexes", "uint64", 1, 1), array("cpreg_vmstate_values", "uint64", 5, 5)),
                fields(array("cpreg_vmstate_indexes", "int64", 1, 9), array("cpreg_vmstate_values", "uint64", 5, 5)),
                fields(
                        array("cpreg_vmstate_indexes", "uint64", 1, 9),
                        array("cpreg_vmstate_values", "uint64", 5, 5, 5)),
                fields(
                        array("cpreg_vmstate_indexes", "uint64", 1, 9),
                        fields(array("y", "uint64", 1), array("cpreg_vmstate_values", "uint64", 5, 5))),
                array("cpreg_vmstate_indexes", "uint64", 1, 9))) {
            assertEquals(List.of(), found(wrong, wrong), wrong::toString);
        }
    }

    @Test
    void longLists_areBounded() throws Exception {
        long[] keys = LongStream.range(0, 1 << 15).toArray();
        List<VmStateFieldValue> tooLong =
                fields(array("cpreg_vmstate_indexes", "uint32", keys), array("cpreg_vmstate_values", "uint32", keys));
        assertEquals(List.of(), found(tooLong, tooLong));
    }

    @Test
    void armRegister_isNamedByItsOperands() {
        assertEquals("0x603000000013c030 S3_0_C0_C6_0, 64 bits", ArmRegisterId.describe(0x603000000013c030L));
        assertEquals("0x6030000000138032 S2_0_C0_C6_2, 64 bits", ArmRegisterId.describe(0x6030000000138032L));
        assertEquals(
                "0x40200000200f3a00 p15 opc1=0 CRn=7 CRm=4 opc2=0 (non-secure), 32 bits",
                ArmRegisterId.describe(0x40200000200f3a00L));
        assertEquals("0x40300000000f0708 p15 opc1=1 CRm=14, 64 bits", ArmRegisterId.describe(0x40300000000f0708L));
        assertEquals("0x6030000000140000, 64 bits", ArmRegisterId.describe(0x6030000000140000L));
        assertEquals("0x0000000000000174", ArmRegisterId.describe(0x174));
    }
}
