// SPDX-License-Identifier: Apache-2.0
package org.migstream.profile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.migstream.json.JsonReader;
import org.migstream.pci.RegionSizes;

/** Reads the sizes of the regions of a function: {@code {"bars": [16384, 0, 0, 16384, 0, 0], "rom": 0}}. */
final class RegionSizesReader {
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private final JsonReader json;
    private final JsonReader.MemberReader unknownMember;
    private final List<Long> bars = new ArrayList<>();
    private long rom;

    /** @param unknownMember is called for each unknown member; it consumes its value or throws an exception */
    RegionSizesReader(JsonReader json, JsonReader.MemberReader unknownMember) {
        this.json = json;
        this.unknownMember = unknownMember;
    }

    /** Reads the current value. */
    RegionSizes read() throws IOException {
        json.readObject(this::readMember);
        if (bars.size() != RegionSizes.BAR_COUNT) {
            throw json.malformed("\"bars\" must have the sizes of " + RegionSizes.BAR_COUNT + " BARs");
        }
        return new RegionSizes(bars, rom);
    }

    private void readMember(String key) throws IOException {
        switch (key) {
            case "bars" -> json.readArray(index -> addBar(readSize()));
            case "rom" -> rom = readSize();
            default -> unknownMember.read(key);
        }
    }

    private void addBar(long size) throws IOException {
        if (bars.size() == RegionSizes.BAR_COUNT) {
            throw json.malformed("\"bars\" has more than " + RegionSizes.BAR_COUNT + " sizes");
        }
        bars.add(size);
    }

    private long readSize() throws IOException {
        String text = json.readScalar();
        if (!SIZE.matcher(text).matches()) {
            throw json.malformed("the size of a region is a number of bytes");
        }
        return Long.parseLong(text);
    }
}
