// SPDX-License-Identifier: Apache-2.0
/**
 * The use cases {@code convert} and {@code extract}: from a stream to another one, or to a part of it. Nothing here
 * prints.
 *
 * <pre>
 *   Input --StreamPass--&gt; Transform --&gt; Transform --&gt; ... --&gt; StreamSink | MappedSink     a stream: Production proves it
 *                            |                                RamImage | PartSink       a part of one
 *                         Channels, Donor: other inputs
 * </pre>
 *
 * <p>A {@link org.migstream.convert.Transform} takes the elements of a stream one by one, and for each it passes on none,
 * one or several. So an option of the command is a small class that knows of one thing, and what is asked for together is
 * one behind the other; what none of them cares for comes out byte for byte as it went in. Nothing is held in memory:
 * what must wait for something that comes later lies in temporary files.
 *
 * <p>Three things are true of a stream only as a whole, and are seen to in one place each, whatever was changed: that the
 * description at its end agrees with it ({@code Describe}), the lengths of packages ({@code Packages}), and that the
 * result is sound: {@code Production} has it inspected as any stream is, and compares what is found with what is found
 * in the input.
 *
 * <p>Damage of an input, and a question that makes no sense with it, is a {@link org.migstream.convert.ConversionException};
 * then there is no output.
 */
package org.migstream.convert;
