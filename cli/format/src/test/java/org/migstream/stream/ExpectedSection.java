// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A section from {@code expected/*.json} of the independent reader, or from this reader. */
record ExpectedSection(
        String type,
        long offset,
        long length,
        long id,
        String idstr,
        long instanceId,
        long versionId,
        long payloadOffset,
        long payloadLength) {

    /** Returns the sections of a capture, without a truncated last section. */
    static List<ExpectedSection> of(String capture) throws IOException {
        List<ExpectedSection> sections = new ArrayList<>();
        try (JsonParser json =
                new JsonFactory().createParser(Captures.expected(capture).toFile())) {
            while (!"sections".equals(json.nextFieldName())) {}
            json.nextToken();
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> values = new HashMap<>();
                for (String name; (name = json.nextFieldName()) != null; ) {
                    json.nextToken();
                    values.put(name, json.getText());
                }
                if (values.containsKey("length")) {
                    sections.add(of(values));
                }
            }
        }
        return sections;
    }

    private static ExpectedSection of(Map<String, String> values) {
        return new ExpectedSection(
                values.get("type"),
                Long.parseLong(values.get("offset")),
                Long.parseLong(values.get("length")),
                Long.parseLong(values.get("id")),
                values.get("idstr"),
                Long.parseLong(values.get("instanceId")),
                Long.parseLong(values.get("versionId")),
                Long.parseLong(values.get("payloadOffset")),
                Long.parseLong(values.get("payloadLength")));
    }

    /** Returns the sections with a footer among elements. */
    static List<ExpectedSection> fromElements(List<Element> elements) {
        List<ExpectedSection> sections = new ArrayList<>();
        Section open = null;
        for (Element element : elements) {
            if (element instanceof Section head) {
                open = head;
            } else if (element instanceof SectionFooter footer) {
                sections.add(of(open, footer));
            }
        }
        return sections;
    }

    private static ExpectedSection of(Section head, SectionFooter footer) {
        return new ExpectedSection(
                head.kind().name(),
                head.offset(),
                footer.end() - head.offset(),
                head.sectionId(),
                head.key().idstr(),
                head.key().instanceId(),
                head.versionId(),
                head.end(),
                footer.offset() - head.end());
    }
}
