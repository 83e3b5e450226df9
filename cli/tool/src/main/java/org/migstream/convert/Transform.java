// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

/**
 * A change to a stream: for every element that goes in, none, one or several come out. What it remembers of a stream is
 * in the sink that it makes, so that it can be used again.
 */
@FunctionalInterface
interface Transform {
    /** Changes nothing. */
    Transform IDENTITY = out -> out;

    /** The sink that takes the elements of one stream and passes the changed ones on. */
    ElementSink createSink(ElementSink out);

    /** This one first, then the other. */
    default Transform andThen(Transform next) {
        return out -> createSink(next.createSink(out));
    }
}
