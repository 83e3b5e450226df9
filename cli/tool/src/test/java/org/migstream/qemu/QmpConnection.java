// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of the QEMU Machine Protocol over a pair of pipes. JSON objects become maps, arrays become lists. */
final class QmpConnection {
    private final JsonParser in;
    private final OutputStream out;

    QmpConnection(InputStream in, OutputStream out) throws IOException {
        this.in = new JsonFactory().createParser(in);
        this.out = out;
        readResult("QMP");
        execute("qmp_capabilities", "");
    }

    /** Runs a command; {@code arguments} are the members of its argument object, in JSON. */
    Object execute(String command, String arguments) throws IOException {
        String line = "{\"execute\": \"" + command + "\", \"arguments\": {" + arguments + "}}\n";
        out.write(line.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return readResult("return");
    }

    /** Reads messages until one has the key; skips events. */
    private Object readResult(String key) throws IOException {
        while (in.nextToken() != null) {
            Map<?, ?> message = (Map<?, ?>) value();
            if (message.containsKey(key)) {
                return message.get(key);
            }
            if (message.containsKey("error")) {
                throw new IOException("QEMU reports an error: " + message);
            }
        }
        throw new IOException("QEMU has exited");
    }

    private Object value() throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String key = in.currentName();
                    in.nextToken();
                    object.put(key, value());
                }
                return object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value());
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return in.getBigIntegerValue().longValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return in.getBooleanValue();
            }
            default -> {
                return in.getText();
            }
        }
    }
}
