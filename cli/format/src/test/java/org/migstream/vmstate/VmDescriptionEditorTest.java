// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Capabilities;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

class VmDescriptionEditorTest {
    private static final String CONFIGURATION_WITHOUT_BRACE =
            "{\"vmsd_name\": \"configuration\", \"version\": 1, \"fields\": "
                    + "[{\"name\": \"len\", \"type\": \"uint32\", \"size\": 4}, {\"name\": \"name\", \"type\": \"buffer\", \"size\": 2}]";

    /** Has repeated keys, unusual blanks, and braces in a name. */
    private static final String A = "{\"name\": \"a}]\",  \"vmsd_name\": \"x\", \"version\": 1, \"fields\": [],"
            + " \"vmsd_name\": \"y\", \"version\": 1, \"fields\": [{\"name\": \"f\", \"type\": \"uint8\", \"size\": 1}]}";

    private static final String B = device("b", 4132);
    private static final String C = "{ \"instance_id\":0,\"name\":\"c\", \"vmsd_name\": \"c\", \"version\": 2}";

    private static String device(String name, long size) {
        return "{\"name\": \"" + name + "\", \"instance_id\": 0, \"size\": " + size
                + ", \"fields\": [{\"name\": \"data\", \"size\": " + size + ", \"type\": \"buffer\"}]}";
    }

    private static String document(String configuration, String devices) {
        return "{\"configuration\": " + configuration + ", \"page_size\": 4096, \"devices\": [" + devices
                + "], \"migstream\": {\"schema\": \"s\"}}";
    }

    private static String edit(String json, Map<String, Long> lengths, Configuration changed, byte[] extension)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SpillBuffer old = new SpillBuffer()) {
            old.write(json.getBytes(StandardCharsets.ISO_8859_1));
            VmDescriptionEditor.edit(
                    old,
                    new VmDescriptionEditor.Changes() {
                        @Override
                        public OptionalLong newPayloadLength(DescribedSection section) {
                            Long length = lengths.get(section.key().idstr());
                            return length == null ? OptionalLong.empty() : OptionalLong.of(length);
                        }

                        @Override
                        public Optional<Configuration> newConfiguration() {
                            return Optional.ofNullable(changed);
                        }

                        @Override
                        public Optional<byte[]> newExtension() {
                            return Optional.ofNullable(extension);
                        }
                    },
                    out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"abc", "ab", "ac", "bc", "a", "b", "c", "''"})
    void keptDevices_areCopiedUnchanged(String kept) throws IOException {
        Map<String, String> texts = Map.of("a", A, "b", B, "c", C);
        Map<String, Long> lengths = new HashMap<>();
        List<String> expected =
                kept.chars().mapToObj(c -> texts.get((char) c + "")).toList();
        kept.chars().forEach(c -> lengths.put(c == 'a' ? "a}]" : (char) c + "", c == 'b' ? 4132L : 0));
        assertEquals(
                document(CONFIGURATION_WITHOUT_BRACE + "}", String.join(", ", expected)),
                edit(document(CONFIGURATION_WITHOUT_BRACE + "}", String.join(", ", A, B, C)), lengths, null, null));
    }

    @Test
    void newPayloadLength_isWritten() throws IOException {
        assertEquals(
                document(CONFIGURATION_WITHOUT_BRACE + "}", device("b", 8)),
                edit(document(CONFIGURATION_WITHOUT_BRACE + "}", B), Map.of("b", 8L), null, null));
    }

    @Test
    void configurationAndExtension_areReplaced() throws IOException {
        Configuration mapped = new Configuration(0, "pc", List.of(new Capabilities(List.of("mapped-ram"))));
        String subsections =
                ", \"subsections\": [{\"vmsd_name\": \"configuration/capabilities\", \"version\": 1, \"fields\":"
                        + " [{\"name\": \"caps_count\", \"type\": \"uint32\", \"size\": 4},"
                        + " {\"name\": \"capabilities\", \"type\": \"capability\", \"size\": 11}]}]}";
        assertEquals(
                document(CONFIGURATION_WITHOUT_BRACE + subsections, "").replace("{\"schema\": \"s\"}", "7"),
                edit(document("{\"vmsd_name\": \"?\"}", ""), Map.of(), mapped, new byte[] {'7'}));
    }

    @ParameterizedTest
    @CsvSource({"[]", "{", "'{\"devices\": [{}]}'", "'{} {}'"})
    void invalidDescription_isRejected(String json) {
        assertThrows(VmDescriptionException.class, () -> edit(json, Map.of(), null, null));
    }
}
