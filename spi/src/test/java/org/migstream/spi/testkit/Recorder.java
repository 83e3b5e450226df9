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

/** Keeps all that a decoder tells. */
final class Recorder implements FieldSink {
    final List<Decoded.Leaf> leaves = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    final SortedMap<String, String> facts = new TreeMap<>();
    final List<Long> restarts = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    final List<String> repeated = new ArrayList<>();

    private final boolean digests;
    private final Set<String> paths = new HashSet<>();
    private final Deque<String> groups = new ArrayDeque<>();

    Recorder(boolean digests) {
        this.digests = digests;
        groups.push("");
    }

    @Override
    public void field(Field field) {
        leaves.add(new Decoded.Leaf(path(field.name()), field));
    }

    @Override
    public void beginGroup(String name, long offset) {
        groups.push(path(name) + ".");
    }

    private String path(String name) {
        names.add(name);
        String path = groups.element() + name;
        if (!paths.add(path)) {
            repeated.add(path);
        }
        return path;
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
        paths.clear();
    }

    @Override
    public boolean wantsDigests() {
        return digests;
    }
}
