// SPDX-License-Identifier: Apache-2.0
/**
 * The manual pages for man(1). The build writes them; no command does.
 *
 * <pre>
 *   CommandModel         --&gt; CommandPage  --&gt; Roff   migstream(1), migstream-COMMAND(1)
 *   document in Markdown --&gt; MarkdownPage --&gt; Roff   migstream-formats(7), ...
 * </pre>
 *
 * <p>A page has the texts of the help and of the documents, so that no text exists twice.
 */
@NullMarked
package org.migstream.cli.manual;

import org.jspecify.annotations.NullMarked;
