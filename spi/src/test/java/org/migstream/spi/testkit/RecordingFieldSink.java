// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.migstream.spi.Field;
import org.migstream.spi.FieldSink;
import org.migstream.spi.Finding;

/** Records everything that a decoder reports. */
final class RecordingFieldSink implements FieldSink {
    final List<DecodeResult.DecodedField> fields = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    final SortedMap<String, String> facts = new TreeMap<>();
    final List<Long> restarts = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    final List<String> repeated = new ArrayList<>();

    private final boolean requiresDigests;
    private final Deque<Group> groups = new ArrayDeque<>();

    /** An open group: the prefix of its names, and the names so far. */
    private record Group(String prefix, Set<String> names) {
        Group(String prefix) {
            this(prefix, new HashSet<>());
        }
    }

    RecordingFieldSink(boolean digests) {
        this.requiresDigests = digests;
        groups.push(new Group(""));
    }

    @Override
    public void field(Field field) {
        fields.add(new DecodeResult.DecodedField(groups.element().prefix, field));
        addName(field.name());
    }

    @Override
    public void beginGroup(String name, long offset) {
        addName(name);
        groups.push(new Group(groups.element().prefix + name + "."));
    }

    private void addName(String name) {
        names.add(name);
        if (!groups.element().names.add(name)) {
            repeated.add(groups.element().prefix + name);
        }
    }

    @Override
    public void endGroup(long end) {
        groups.pop();
    }

    @Override
    public void fact(String key, String value) {
        facts.put(key, value);
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding);
    }

    @Override
    public void restart(long offset, String reason) {
        restarts.add(offset);
        facts.clear();
        groups.forEach(group -> group.names.clear());
    }

    @Override
    public boolean requiresDigests() {
        return requiresDigests;
    }
}
