// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.io.IOException;

/** A device whose content is an {@link Image}, as large as it is told and filled as it is told. */
abstract class ImageModel implements Model {
    private final long size;
    private final Pattern pattern;

    /**
     * Takes the size and {@link Image#FILL} from the options.
     *
     * @param name the option with the size
     * @param largest the most that it may be, bytes
     * @param otherwise what it is if it is not given
     */
    ImageModel(Options options, Option name, long largest, long otherwise) {
        size = options.number(name, 1, largest, otherwise);
        pattern = new Pattern(options.number(Image.FILL, 0, Long.MAX_VALUE, 1));
    }

    /** Bytes of content. */
    final long size() {
        return size;
    }

    /** The image in a content. */
    final Image open(Content content) throws IOException {
        return Image.open(content, size, pattern);
    }

    /** A new image. */
    final Image blank(Content content) throws IOException {
        return Image.blank(content, size, pattern);
    }

    @Override
    public final void make(Content content) throws IOException {
        blank(content);
    }

    @Override
    public final void check(Content content) throws IOException {
        open(content);
    }
}
