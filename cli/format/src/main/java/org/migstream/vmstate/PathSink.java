// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * A sink that knows where it is: the section, the path of names and the enclosing structure. {@code inspect --fields}
 * prints the same paths. A subclass that overrides a method calls the method of this class, too.
 */
public abstract class PathSink implements VmStateSink {
    /** Maximum length of a path in characters, because a damaged vmdescription can nest names without limit. */
    private static final int MAX_PATH_LENGTH = 512;

    private final Deque<String> prefixes = new ArrayDeque<>();
    private final Deque<String> structures = new ArrayDeque<>();
    private @Nullable SectionKey section;

    /** Creates a sink outside of any section. */
    protected PathSink() {}

    @Override
    public void beginDevice(DescribedSection device, long offset) throws IOException {
        section = device.key();
        prefixes.clear();
        prefixes.push("");
        structures.clear();
        structures.push(device.vmsdName() == null ? "" : device.vmsdName());
    }

    @Override
    public void endDevice(long unreadBytes) throws IOException {
        section = null;
    }

    @Override
    public void beginStruct(VmStateField field, long index, VmStateDescription description) throws IOException {
        push(field.elementLabel(index), description);
    }

    @Override
    public void endStruct() throws IOException {
        prefixes.pop();
        structures.pop();
    }

    @Override
    public void beginSubsection(VmStateDescription description, long offset) throws IOException {
        push("<" + description.name() + ">", description);
    }

    @Override
    public void endSubsection() throws IOException {
        prefixes.pop();
        structures.pop();
    }

    private void push(String label, VmStateDescription description) {
        prefixes.push(path(label) + ".");
        structures.push(description.name());
    }

    /**
     * Returns the current section.
     *
     * @throws IllegalStateException outside of a section
     */
    protected final SectionKey section() {
        if (section == null) {
            throw new IllegalStateException("a value outside of a section");
        }
        return section;
    }

    /** Returns the names of the enclosing structures and a dot after each; empty at the top of a section. */
    protected final String prefix() {
        return prefixes.getFirst();
    }

    /** Returns the name of the VMStateDescription that contains the next field. */
    protected final String structure() {
        return structures.getFirst();
    }

    /** Returns the path of a label in the current structure, shortened to a maximum length. */
    protected final String path(String label) {
        String path = prefix() + label;
        if (path.length() <= MAX_PATH_LENGTH) {
            return path;
        }
        shortened();
        return path.substring(0, MAX_PATH_LENGTH);
    }

    /** Is called when a path of the current section was shortened: two different paths may have become one. */
    protected void shortened() {}
}
