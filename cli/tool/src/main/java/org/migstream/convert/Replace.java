// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.migstream.stream.Element;
import org.migstream.stream.SectionKey;

/** Puts the states of other streams' devices in place of some. */
final class Replace implements Transform {
    private final Map<SectionName, Donor> donors;

    Replace(Map<SectionName, Donor> donors) {
        this.donors = donors;
    }

    @Override
    public ElementSink into(ElementSink out) {
        Set<SectionName> unmet = new HashSet<>(donors.keySet());
        PutDevice put = new PutDevice(key -> content(key, unmet), true);
        return new Step(put.into(out)) {
            @Override
            void change(Element element, InputStream body) throws IOException {
                out().element(element, body);
            }

            @Override
            public void end() throws IOException {
                for (SectionName name : unmet) {
                    throw RefusedException.no(
                            "vfio.no-such-device",
                            "the stream has no VFIO device \"" + name.text() + "\" whose state could be replaced");
                }
                super.end();
            }
        };
    }

    private DeviceContent content(SectionKey key, Set<SectionName> unmet) throws RefusedException {
        for (Map.Entry<SectionName, Donor> donor : donors.entrySet()) {
            if (donor.getKey().names(key)) {
                unmet.remove(donor.getKey());
                return donor.getValue().device(key.idstr());
            }
        }
        return null;
    }
}
