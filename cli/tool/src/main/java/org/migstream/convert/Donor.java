// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.migstream.container.Input;
import org.migstream.device.DeviceDataStore;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.SectionKey;
import org.migstream.stream.StreamKind;
import org.migstream.stream.VfioRecord;

/** A stream out of which the state of a device is taken for another one. */
final class Donor implements Closeable {
    private final DeviceDataStore store = new DeviceDataStore(Long.MAX_VALUE);
    private final Map<SectionKey, DeviceContent> devices = new LinkedHashMap<>();
    private final String name;
    private long pieces;

    /** @throws RefusedException if it cannot be read; it names this input */
    static Donor of(Input input) throws IOException {
        try {
            return new Donor(input);
        } catch (RefusedException e) {
            throw e.of(input.name());
        }
    }

    private Donor(Input input) throws IOException {
        name = input.name();
        StreamPass pass = new StreamPass(input, false);
        if (pass.reader().kind() != StreamKind.MAIN) {
            throw RefusedException.unsupported(
                    "convert.no-donor",
                    "the state of a device is taken out of a main stream, and this one is of the kind "
                            + pass.reader().kind().label());
        }
        pass.into(new Step(ElementSink.NOWHERE) {
            @Override
            void change(Element element, InputStream body) throws IOException {
                if (element instanceof VfioRecord record) {
                    record(section().key(), record, body, pass.reader());
                }
            }
        });
    }

    private void record(SectionKey key, VfioRecord record, InputStream body, MigrationReader reader)
            throws IOException {
        DeviceContent content = devices.computeIfAbsent(key, device -> new DeviceContent());
        if (record instanceof VfioRecord.Data) {
            content.add(
                    pieces++,
                    reader.source().isSeekable()
                            ? store.rangeOf(reader.source(), record.bodyOffset(), record.bodyLength())
                            : store.copyOrThrow(body));
        } else if (record instanceof VfioRecord.Config config) {
            content.add(pieces++, config, body.readAllBytes());
        }
    }

    /** The content of the device of that idstr; else of the only one there is. */
    DeviceContent device(String idstr) throws RefusedException {
        DeviceContent content = devices.entrySet().stream()
                .filter(device -> devices.size() == 1 || device.getKey().idstr().equals(idstr))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> RefusedException.no(
                                "convert.no-such-device",
                                "the stream has no VFIO device \"" + idstr + "\" whose state could be taken"
                                        + (devices.isEmpty() ? ", nor any other" : "; it has " + others()))
                        .of(name));
        if (!content.hasConfig()) {
            throw RefusedException.no(
                            "convert.no-such-device",
                            "the stream has no configuration of the device whose state is to be taken: it went over multifd"
                                    + " channels; join them first")
                    .of(name);
        }
        return content;
    }

    private String others() {
        return devices.keySet().stream().map(SectionKey::idstr).collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
