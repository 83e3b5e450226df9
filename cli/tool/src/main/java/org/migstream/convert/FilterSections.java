// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
final class FilterSections implements Transform {
    private static final SectionKey RAM = new SectionKey("ram", 0);

    private final List<SectionSelector> names;
    private final boolean keepMatches;

    private FilterSections(List<SectionSelector> names, boolean keeping) {
        this.names = names;
        this.keepMatches = keeping;
    }

    /** Leaves out what has one of the names. */
    static Transform dropNamed(List<SectionSelector> names) {
        return names.isEmpty() ? IDENTITY : new FilterSections(names, false);
    }

    /** Leaves out what has none of the names, if there are any. */
    static Transform keepNamed(List<SectionSelector> names) {
        return names.isEmpty() ? IDENTITY : new FilterSections(names, true);
    }

    @Override
    public ElementSink createSink(ElementSink out) {
        return new FilteringSink(out);
    }

    private final class FilteringSink extends TransformingSink {
        private final Set<SectionSelector> unmatchedNames = new LinkedHashSet<>(names);

        FilteringSink(ElementSink out) {
            super(out);
        }

        @Override
        void transform(Element element, InputStream body) throws IOException {
            if (element instanceof Configuration configuration && dropsRam()) {
                out().accept(MappedRamFormat.removeFrom(configuration));
            } else if (!isDropped(element)) {
                out().accept(element, body);
            }
        }

        /** Whether guest memory goes, and with it what the configuration says of its format. */
        private boolean dropsRam() {
            return names.stream().anyMatch(name -> name.matches(RAM)) != keepMatches;
        }

        private boolean isDropped(Element element) {
            if (section() != null) {
                return isFilteredOut(name -> name.matches(section().key()));
            }
            // The elements of a package are judged one by one.
            return element instanceof Command command
                    && !command.is(Command.Name.PACKAGED)
                    && isFilteredOut(name -> name.matches(command));
        }

        private boolean isFilteredOut(Predicate<SectionSelector> test) {
            boolean found = false;
            for (SectionSelector name : names) {
                if (test.test(name)) {
                    unmatchedNames.remove(name);
                    found = true;
                }
            }
            return found != keepMatches;
        }

        @Override
        public void finish() throws IOException {
            Optional<SectionSelector> unmatched = unmatchedNames.stream().findFirst();
            if (unmatched.isPresent()) {
                throw ConversionException.invalidRequest(
                        "convert.no-such-section",
                        "the stream has no section or command \""
                                + unmatched.get().text() + "\" ('migstream inspect' lists them)");
            }
            super.finish();
        }
    }
}
