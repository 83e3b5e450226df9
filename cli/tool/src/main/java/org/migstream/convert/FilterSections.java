// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import static org.migstream.report.ConversionFindingCodes.CONVERT_NO_SUCH_SECTION;

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
 * Removes the sections and commands with the given names, or all others. Rejects a name without a match, because the
 * stream is then probably not the stream that the user expected.
 */
final class FilterSections implements Transform {
    private static final SectionKey RAM = new SectionKey("ram", 0);

    private final List<SectionSelector> names;
    private final boolean keepMatches;

    private FilterSections(List<SectionSelector> names, boolean keepMatches) {
        this.names = names;
        this.keepMatches = keepMatches;
    }

    /** Returns a transform that removes the sections and commands with these names; an empty list changes nothing. */
    static Transform dropNamed(List<SectionSelector> names) {
        return names.isEmpty() ? IDENTITY : new FilterSections(names, false);
    }

    /**
     * Returns a transform that keeps only the sections and commands with these names; an empty list changes nothing.
     */
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

        /**
         * Returns whether guest memory is removed. In this case the configuration must not announce the format of guest
         * memory.
         */
        private boolean dropsRam() {
            return names.stream().anyMatch(name -> name.matches(RAM)) != keepMatches;
        }

        private boolean isDropped(Element element) {
            if (section() != null) {
                return isFilteredOut(name -> name.matches(requireSection().key()));
            }
            // Commands and sections inside a package are filtered one by one.
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
                        CONVERT_NO_SUCH_SECTION,
                        "the stream has no section or command \""
                                + unmatched.get().text() + "\" (list them with 'migstream inspect')");
            }
            super.finish();
        }
    }
}
