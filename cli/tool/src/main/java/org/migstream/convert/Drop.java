// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.migstream.stream.Command;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.SectionKey;

/**
 * Leaves out sections and commands: those that have one of some names, or all others. A name that names nothing is
 * refused, for then the stream is not what somebody took it for.
 */
final class Drop implements Transform {
    private static final SectionKey RAM = new SectionKey("ram", 0);

    private final List<SectionName> names;
    private final boolean keeping;

    private Drop(List<SectionName> names, boolean keeping) {
        this.names = names;
        this.keeping = keeping;
    }

    /** Leaves out what has one of the names. */
    static Transform of(List<SectionName> names) {
        return names.isEmpty() ? NOTHING : new Drop(names, false);
    }

    /** Leaves out what has none of the names, if there are any. */
    static Transform allBut(List<SectionName> names) {
        return names.isEmpty() ? NOTHING : new Drop(names, true);
    }

    @Override
    public ElementSink into(ElementSink out) {
        return new Dropping(out);
    }

    private final class Dropping extends Step {
        private final Set<SectionName> unmet = new LinkedHashSet<>(names);

        Dropping(ElementSink out) {
            super(out);
        }

        @Override
        void change(Element element, InputStream body) throws IOException {
            if (element instanceof Configuration configuration && withoutRam()) {
                out().element(MappedRamFormat.without(configuration));
            } else if (!dropped(element)) {
                out().element(element, body);
            }
        }

        /** Whether guest memory goes, and with it what the configuration says of its format. */
        private boolean withoutRam() {
            return names.stream().anyMatch(name -> name.names(RAM)) != keeping;
        }

        private boolean dropped(Element element) {
            if (section() != null) {
                return named(name -> name.names(section().key()));
            }
            // The elements of a package are judged one by one.
            return element instanceof Command command
                    && !command.is(Command.Name.PACKAGED)
                    && named(name -> name.names(command));
        }

        private boolean named(Predicate<SectionName> test) {
            boolean found = false;
            for (SectionName name : names) {
                if (test.test(name)) {
                    unmet.remove(name);
                    found = true;
                }
            }
            return found != keeping;
        }

        @Override
        public void end() throws IOException {
            for (SectionName name : unmet) {
                throw RefusedException.no(
                        "convert.no-such-section",
                        "the stream has no section or command \"" + name.text()
                                + "\" ('migstream inspect' lists them)");
            }
            super.end();
        }
    }
}
